import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RehearsalReport } from '../../src/core/rehearse/report.ts';
import { makeBackend, exampleOf, statuses } from './project.ts';

/** What differs between the engines that live in files. */
const ENGINES = [
  { heading: 'PGlite', missing: ['backup'], at: true, lock: true },
  { heading: 'DuckDB', missing: ['backup'], at: false, lock: true },
  { heading: 'libSQL', missing: ['lock', 'backup'], at: false, lock: false },
] as const;

const SCRIPTS = {
  'data/README': 'Holds the database.\n',
  'migrations/0001-people.sql':
    "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nINSERT INTO people VALUES (1, 'Åsa; the first');\n",
  'migrations/0002-tags.sql': 'CREATE TABLE tags (id INTEGER PRIMARY KEY);\n',
};

const HALF = 'CREATE TABLE half (id INTEGER);\nINSERT INTO nowhere VALUES (1);\n';

for (const { heading, missing, at, lock } of ENGINES)
  describe(heading, function () {
    this.timeout(60_000);
    const project = (more: Readonly<Record<string, string>> = {}) =>
      makeBackend({ ...exampleOf(heading), ...SCRIPTS, ...more });

    it('is migrated by the example of the documentation, once', () => {
      const made = project();
      const before = made.status();
      assert.deepEqual([before.state, before.errors], ['UNVERSIONED', []]);
      const report = made.report(['run']);
      assert.equal(report.error, undefined);
      assert.deepEqual([report.from, report.to], [0, 2]);
      const again = made.report(['run']);
      assert.deepEqual([again.ok, again.migrations], [true, []]);
      const status = made.status();
      assert.deepEqual(statuses(status), ['0001-people.sql applied', '0002-tags.sql applied']);
      assert.deepEqual(
        [status.state, status.backend?.name, status.backend?.missing],
        ['CURRENT', heading, missing],
      );
    });

    it('rolls a failed script back, alone and with --atomic', () => {
      const made = project({ 'migrations/0003-half.sql': HALF });
      const atomic = made.report(['run', '--atomic']);
      assert.deepEqual([atomic.ok, atomic.to], [false, 0]);
      const report = made.report(['run']);
      assert.deepEqual([report.ok, report.to], [false, 2]);
      assert.match(report.error?.message ?? '', /nowhere.*\. The migration was rolled back$/s);
      if (at) assert.deepEqual([report.error?.line, report.error?.column], [2, 13]);
      // Both tables can be made now, so nothing of the failed runs was left.
      made.write('migrations/0003-half.sql', HALF.replace('nowhere', 'half'));
      assert.equal(made.report(['run']).error, undefined);
    });

    it('is rehearsed, and nothing is left behind', () => {
      const made = project({ 'migrations/0003-half.sql': HALF });
      const results = (report: RehearsalReport): readonly string[] =>
        report.migrations.map(({ result }) => result);
      // Where there is no database yet, none is made.
      const first = made.rehearsal(['--to', '2']);
      assert.deepEqual([first.error, results(first)], [undefined, ['passed', 'passed']]);
      assert.deepEqual([first.ok, first.from, first.to], [true, 0, 2]);
      assert.deepEqual(readdirSync(join(made.folder, 'data')), ['README']);
      assert.equal(made.report(['run', '--to', '1']).error, undefined);
      const failed = made.rehearsal([]);
      assert.deepEqual([failed.ok, results(failed)], [false, ['passed', 'failed']]);
      assert.deepEqual([failed.basis, failed.from, failed.to], ['transaction', 1, 2]);
      assert.deepEqual(statuses(made.status()), [
        '0001-people.sql applied',
        '0002-tags.sql pending',
        '0003-half.sql pending',
      ]);
      // Its table can be made, so it was rolled back.
      assert.equal(made.report(['run', '--to', '2']).error, undefined);
    });

    it('notices an edit, and takes a version set by hand', () => {
      const made = project();
      assert.equal(made.report(['run']).ok, true);
      assert.equal(made.run(['baseline', '1']).code, 0);
      assert.deepEqual(statuses(made.status()), [
        '0001-people.sql applied',
        '0002-tags.sql pending',
      ]);
      made.write('migrations/0001-people.sql', 'CREATE TABLE people (id INTEGER);\n');
      assert.equal(made.status().state, 'DIVERGED');
    });

    it('runs each script once when two runners start together', async () => {
      const made = project();
      const runners = [made.start(['run', '--json']), made.start(['run', '--json'])];
      await Promise.all(runners.map((runner) => once(runner, 'close')));
      const codes = runners.map((runner) => runner.exitCode);
      assert.equal(codes.includes(0), true);
      if (lock) assert.deepEqual(codes, [0, 0]);
      if (made.status().state === 'PENDING') assert.equal(made.report(['run']).error, undefined);
      assert.equal(made.status().state, 'CURRENT');
    });
  });
