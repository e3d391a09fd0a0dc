import assert from 'node:assert/strict';
import { SettledChanges } from '../../../src/host/settledChanges.ts';
import { until } from '../../support/process.ts';

type Told = readonly string[] | undefined;

function begin(limits: { settledMs: number; heldMs: number }): {
  readonly changes: SettledChanges<string>;
  readonly told: Told[];
} {
  const told: Told[] = [];
  return { changes: new SettledChanges((rows: Told) => told.push(rows), limits), told };
}

describe('changes of rows', () => {
  it('are told at once where nobody asks for rows', () => {
    const { changes, told } = begin({ settledMs: 1000, heldMs: 5000 });
    changes.add(['a']);
    changes.add(undefined);
    assert.deepEqual(told, [['a'], undefined]);
  });

  it('are held back while a view asks for rows, and then told together', async () => {
    const { changes, told } = begin({ settledMs: 30, heldMs: 5000 });
    changes.asked();
    changes.add(['a']);
    changes.asked();
    changes.add(['b', 'c']);
    changes.add(['a']);
    assert.deepEqual(told, []);
    await until(() => told.length > 0, 'a word');
    assert.deepEqual(told, [['a', 'b', 'c']]);
  });

  it('are all rows where one of them is', async () => {
    const { changes, told } = begin({ settledMs: 30, heldMs: 5000 });
    changes.asked();
    changes.add(['a']);
    changes.add(undefined);
    await until(() => told.length > 0, 'a word');
    assert.deepEqual(told, [undefined]);
  });

  it('are told in the end, however often a view asks', async () => {
    const { changes, told } = begin({ settledMs: 1000, heldMs: 60 });
    changes.asked();
    changes.add(['a']);
    await until(() => {
      changes.asked();
      return told.length > 0;
    }, 'a word');
    assert.deepEqual(told, [['a']]);
  });

  it('are forgotten with their view', async () => {
    const { changes, told } = begin({ settledMs: 10, heldMs: 20 });
    changes.asked();
    changes.add(['a']);
    changes.dispose();
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.deepEqual(told, []);
  });
});
