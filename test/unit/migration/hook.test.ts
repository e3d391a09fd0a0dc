import assert from 'node:assert/strict';
import { ci } from '../../../src/core/workflow/ci.ts';
import type { WorkflowReport } from '../../../src/core/workflow/workflow.ts';
import { makeShop } from '../../support/shop.ts';

const did = ({ steps }: WorkflowReport): readonly string[] => steps.map((step) => step.did);

describe('the hook of ci', () => {
  it('that is not there is said to be missing', async () => {
    const made = makeShop({ project: { hook: ['no-such-program', 'x'] } });
    const report = await ci(made.project, {}, made.runtime);
    assert.deepEqual([report.error?.code, did(report)], ['hook-failed', ['backed-up']]);
    assert.match(
      report.error?.message ?? '',
      /^the hook no-such-program x failed: it was not found\. Nothing was applied\./,
    );
  });

  it('can be cancelled; then nothing is applied', async () => {
    const abort = new AbortController();
    const waits = `process.stdout.write('ready'); setInterval(() => {}, 1000)`;
    const made = makeShop({
      project: { hook: [process.execPath, '-e', waits] },
      runtime: {
        signal: abort.signal,
        emit: ({ type }) => type === 'script-output' && abort.abort(),
      },
    });
    const report = await ci(made.project, {}, made.runtime);
    assert.deepEqual([report.error?.code, did(report)], ['cancelled', ['backed-up']]);
    assert.match(report.error?.message ?? '', /^the hook .* was cancelled\. Nothing was changed$/);
    assert.equal(made.status().version, 0);
  });
});
