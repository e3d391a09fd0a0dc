import assert from 'node:assert/strict';
import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Project } from '../../../src/core/project/project.ts';
import type { StatusReport } from '../../../src/core/migration/report.ts';
import { readStatus } from '../../../src/core/migration/status.ts';
import { StatusMemory } from '../../../src/core/migration/statusMemory.ts';
import { python } from '../../support/process.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

/** Three scripts that are applied. */
export const SCRIPTS = {
  '0001-a.sql': 'CREATE TABLE a (x);\n',
  '0002-b.sql': 'CREATE TABLE b (x);\n',
  '0003-c.sql': 'CREATE TABLE c (x);\n',
};

/** Longer than the ticks by which files are dated. */
export const TICK = 30;

/** Looks at projects with one memory. Its clock is ahead, so that files of this moment count as old. */
export class Watcher {
  readonly #memory = new StatusMemory(() => Date.now() + 60_000);

  look(project: Project): StatusReport {
    return readStatus(project, { openDatabase: true, busyTimeout: 0, memory: this.#memory });
  }

  /** As `look`, and holds that a look without a memory says the same. */
  lookTwice(project: Project): StatusReport {
    const report = this.look(project);
    assert.deepEqual(report, readStatus(project, { openDatabase: true, busyTimeout: 0 }));
    return report;
  }
}

/** A project and who looks at it. */
export interface Watched {
  readonly made: Made;
  readonly watcher: Watcher;
  /** Path of a script. */
  readonly path: (name: string) => string;
}

/** A project whose scripts are applied and were looked at. */
export async function watched(made = makeProject({ scripts: SCRIPTS })): Promise<Watched> {
  assert.equal((await made.run()).ok, true);
  const watcher = new Watcher();
  await sleep(TICK);
  const first = watcher.look(made.project);
  // Otherwise nothing below would show that a memory is out of date.
  assert.equal(watcher.look(made.project).migrations[0], first.migrations[0]);
  await sleep(TICK);
  return { made, watcher, path: (name) => join(made.project.migrations, name) };
}

/** Does something to a file and gives it back the times that it had. */
export function keepingTimes(file: string, change: () => void): void {
  const { atime, mtime, size } = statSync(file);
  change();
  utimesSync(file, atime, mtime);
  assert.equal(statSync(file).size, size);
}

/** Changes a database so that the change is in its log only. */
export function changeWal(database: string, sql: string): void {
  // It ends without closing the database, as one that is running, so the log and its index stay.
  python(
    'import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute("PRAGMA journal_mode = WAL"); c.execute(sys.argv[2]); c.commit(); os._exit(0)',
    database,
    sql,
  );
}

/** Makes the database record another text for the second script. */
export const RECORDED = `UPDATE _migrations SET script = replace(script, 'TABLE b', 'TABLE d') WHERE id = 2`;

/** Undoes `RECORDED`. */
export const PUT_BACK = `UPDATE _migrations SET script = replace(script, 'TABLE d', 'TABLE b') WHERE id = 2`;

/** `name status` of the three scripts as they are. */
export const APPLIED = ['0001-a.sql applied', '0002-b.sql applied', '0003-c.sql applied'];

/** The same with another text for the second one. */
export const EDITED = ['0001-a.sql applied', '0002-b.sql diverged', '0003-c.sql applied'];

/** `name status` of each script. */
export function statusesOf({ migrations }: StatusReport): string[] {
  return migrations.map(({ file, status }) => `${file} ${status}`);
}
