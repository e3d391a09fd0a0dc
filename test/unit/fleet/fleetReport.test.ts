import assert from 'node:assert/strict';
import { FleetTally, NAMED } from '../../../src/core/fleet/fleetReport.ts';
import type { FleetResult } from '../../../src/core/fleet/fleetReport.ts';

function done(
  database: string,
  to: number | null,
  changes: Partial<FleetResult> = {},
): FleetResult {
  return { database, ok: true, result: 'applied', from: 0, to, ...changes };
}

describe('the summary of a fleet', () => {
  it('counts versions and names those that are not where the most are, the rarest first', () => {
    const tally = new FleetTally();
    for (let index = 0; index < 1000; index += 1) tally.add(done(`a${index}`, 7));
    for (let index = 0; index < 30; index += 1) tally.add(done(`b${index}`, 6));
    tally.add(done('c', 5));
    const summary = tally.summary(1031);
    assert.deepEqual(summary.versions, { 7: 1000, 6: 30, 5: 1 });
    assert.deepEqual(summary.outliers[0], { database: 'c', version: 5 });
    assert.deepEqual([summary.outliers.length, summary.outlierCount], [NAMED, 31]);
    assert.deepEqual([summary.ok, summary.state], [true, 'CURRENT']);
  });

  it('keeps the first failures, and counts all', () => {
    const tally = new FleetTally();
    for (let index = 0; index < 50; index += 1)
      tally.add(done(`a${index}`, null, { ok: false, result: 'failed' }));
    const summary = tally.summary(50);
    assert.deepEqual([summary.failed, summary.failures.length], [50, NAMED]);
    assert.deepEqual([summary.ok, summary.state, summary.versions], [false, 'ERROR', { none: 50 }]);
  });

  it('has the state of the database with the most to do', () => {
    const tally = new FleetTally();
    tally.add(done('a', 7, { result: 'seen', state: 'CURRENT' }));
    tally.add(done('b', 6, { ok: false, result: 'seen', state: 'PENDING' }));
    assert.equal(tally.summary(2).state, 'PENDING');
    tally.add(done('c', null, { ok: false, result: 'failed', state: 'ABSENT' }));
    const summary = tally.summary(3);
    assert.equal(summary.state, 'ABSENT');
    assert.deepEqual(summary.states, { CURRENT: 1, PENDING: 1, ABSENT: 1 });
  });

  it('is not current where some were not come to', () => {
    const tally = new FleetTally();
    tally.add(done('a', 7));
    const summary = tally.summary(3, 'it was cancelled');
    assert.deepEqual([summary.ok, summary.state, summary.notRun], [false, 'STOPPED', 2]);
  });
});
