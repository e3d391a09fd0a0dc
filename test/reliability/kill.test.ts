import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRecord } from '../../src/core/backup/guard.ts';
import { recover } from '../../src/core/migration/recover.ts';
import { runPending } from '../../src/core/migration/run.ts';
import { readStatus } from '../../src/core/migration/status.ts';
import type { Project } from '../../src/core/project/project.ts';
import { namesIn, pictureOf } from '../support/files.ts';
import { makeRuntime } from '../support/project.ts';
import { inParallel, kill, killWithScript, run, start } from './support/cli.ts';
import { boundaryOf, climb, LADDER, projectAt, TOP } from './support/ladder.ts';
import type { Ladder } from './support/ladder.ts';
import { randomFrom, rounds, SEED, tell } from './support/scale.ts';

/** One kill: where the database stands, how it is killed, and when. */
interface Shot {
  readonly from: number;
  readonly mode: 'delete' | 'wal';
  readonly whole: boolean;
  /** Part of the time that the run takes without a kill. */
  readonly at: number;
  readonly next: 'run' | 'recover' | 'restore';
}

const counts = { kills: 0, ended: 0, interrupted: 0, outlived: 0, left: 0 };

describe('a run that is killed', function () {
  this.timeout(30 * 60_000);
  let ladder: Ladder;
  const durations: number[] = [];

  before(async () => {
    ladder = await climb();
    for (let from = 0; from < TOP; from += 1) {
      const started = performance.now();
      const { root } = projectAt(ladder, from, 'delete');
      assert.equal((await run(root, ['run', '--to', String(from + 1)])).code, 0);
      durations.push(performance.now() - started);
    }
  });

  it('leaves the database at a version boundary, or is brought back to one', async () => {
    const random = randomFrom(SEED);
    const shots = Array.from({ length: rounds(40, 800) }, (): Shot => {
      const next = (['run', 'recover', 'restore'] as const)[Math.floor(random() * 3)] ?? 'run';
      return {
        from: Math.floor(random() * TOP),
        mode: random() < 0.5 ? 'delete' : 'wal',
        whole: random() < 0.5,
        at: 0.15 + random() * 0.8,
        next,
      };
    });
    await inParallel(shots.length, async (index) => {
      const shot = shots[index];
      if (shot !== undefined) await fire(ladder, shot, (durations[shot.from] ?? 0) * shot.at);
    });
    tell(
      `${counts.kills} kills (${counts.ended} more runs ended first): ${counts.interrupted} in a guarded script, ` +
        `${counts.outlived} with a script that lived on; ${counts.left} at a boundary at once`,
    );
    assert.ok(counts.kills > shots.length / 4, 'most runs ended before they were killed');
  });
});

async function fire(ladder: Ladder, shot: Shot, delay: number): Promise<void> {
  const project = projectAt(ladder, shot.from, shot.mode);
  const why = `seed ${SEED}: ${JSON.stringify(shot)} after ${Math.round(delay)} ms in ${project.root}`;
  const backup = shot.next === 'restore' ? await backUp(project) : undefined;
  const child = start(project.root, ['run', '--to', String(shot.from + 1)]);
  await sleep(delay);
  if (shot.whole) await killWithScript(child, project.database);
  else await kill(child);
  if (child.signalCode === null) counts.ended += 1;
  else counts.kills += 1;
  look(ladder, project, shot, why);
  if (backup !== undefined) {
    const restored = await run(project.root, ['restore', backup, '--wait', '30']);
    assert.equal(restored.code, 0, `${why}: ${restored.err} ${JSON.stringify(restored.json)}`);
    assert.equal(boundaryOf(ladder, project.database), shot.from, why);
  } else if (shot.next === 'recover') {
    await recover(project, makeRuntime(project.root).runtime);
    const version = boundaryOf(ladder, project.database);
    assert.ok(version === shot.from || version === shot.from + 1, `at ${version}: ${why}`);
  }
  const report = await runPending(project, {}, makeRuntime(project.root).runtime);
  assert.equal(report.error, undefined, why);
  assert.equal(boundaryOf(ladder, project.database), TOP, why);
  assert.equal(existsSync(join(project.root, 'data', 'OVERLAP')), false, `overlap: ${why}`);
  const left = namesIn(join(project.root, 'data')).filter(
    (name) => !name.startsWith('at-work') && !/\.(?:backup|cut-off)$/.test(name),
  );
  assert.deepEqual(left, ['database.db'], why);
}

/** What the status says of it, and that it changes nothing; and what no recovery is needed for. */
function look(ladder: Ladder, project: Project, shot: Shot, why: string): void {
  const { interrupted } = readStatus(project, { openDatabase: true });
  if (interrupted?.stillRunning !== undefined) {
    counts.outlived += 1;
    return;
  }
  const before = withoutIndex(join(project.root, 'data'));
  const status = readStatus(project, { openDatabase: true });
  assert.deepEqual(withoutIndex(join(project.root, 'data')), before, why);
  const record = readRecord(project.database);
  if (record === undefined) {
    assert.equal(status.interrupted, undefined, why);
    const version = boundaryOf(ladder, project.database);
    assert.ok(version === shot.from || version === shot.from + 1, `at ${version}: ${why}`);
    assert.deepEqual([status.version, status.errors], [version, []], why);
    counts.left += 1;
    return;
  }
  counts.interrupted += 1;
  assert.equal(status.interrupted?.file, Object.keys(LADDER)[shot.from], why);
  assert.notEqual(status.state, 'CURRENT', why);
  if (record.ended !== true || existsSync(record.snapshot))
    assert.equal(boundaryOf(ladder, record.snapshot), shot.from, `snapshot: ${why}`);
}

/** The index of a log is memory: whoever reads first after a kill makes it anew, with random numbers in it. */
function withoutIndex(folder: string): unknown {
  return Object.entries(pictureOf(folder)).filter(([name]) => !name.endsWith('-shm'));
}

async function backUp(project: Project): Promise<string> {
  const { json } = await run(project.root, ['backup']);
  return String(json['file']);
}
