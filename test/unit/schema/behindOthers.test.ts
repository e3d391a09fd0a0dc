import assert from 'node:assert/strict';
import { behindOthers } from '../../../src/core/schema/plan/behindOthers.ts';

interface Thing {
  readonly name: string;
  readonly asks: readonly string[];
}

function ordered(things: readonly Thing[]): readonly string[] {
  return behindOthers(things, ({ asks }) => new Set(asks)).map(({ name }) => name);
}

describe('things behind those that they ask for', () => {
  it('stay in their order where nothing asks', () => {
    const things = ['c', 'a', 'b'].map((name) => ({ name, asks: ['elsewhere', name] }));
    assert.deepEqual(ordered(things), ['c', 'a', 'b']);
    assert.deepEqual(ordered([]), []);
  });

  it('come behind all of them, whatever the case of their names', () => {
    const things = [
      { name: 'child', asks: ['parent', 'other'] },
      { name: 'free', asks: [] },
      { name: 'PARENT', asks: ['other'] },
      { name: 'Other', asks: [] },
    ];
    assert.deepEqual(ordered(things), ['free', 'Other', 'PARENT', 'child']);
  });

  it('begin with the first one of a circle', () => {
    const things = [
      { name: 'behind', asks: ['two'] },
      { name: 'one', asks: ['two'] },
      { name: 'two', asks: ['one'] },
      { name: 'free', asks: [] },
    ];
    assert.deepEqual(ordered(things), ['free', 'behind', 'one', 'two']);
  });

  it('are looked at a few times each, also where all of them wait', () => {
    let looks = 0;
    const things = Array.from({ length: 300 }, (_, index) => ({
      get name() {
        looks += 1;
        return `t${index}`;
      },
      asks: [`t${index + 1}`],
    }));
    const names = behindOthers(things, ({ asks }) => new Set(asks));
    assert.ok(looks <= 3 * things.length, `${looks} looks`);
    assert.equal(names[0], things[299]);
  });
});
