import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunReport } from '../../src/core/migration/report.ts';
import { python } from '../support/process.ts';
import { MAIN, fastmigrate, fastmigrateJson, inFolder, plainEnv } from './command.ts';

const FIRST = {
  'migrations/0001-shelf.sql': 'CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT);\n',
};

describe('fastmigrate run', () => {
  it('names file, line and column of a failing statement and leaves nothing of it behind', () => {
    const broken =
      "INSERT INTO shelf (place) VALUES ('hall');\n\nINSERT INTO shelf (plaice) VALUES ('attic');\n";
    inFolder(
      { ...FIRST, 'migrations/0002-rows.sql': broken, 'migrations/0003-later.sql': 'SELECT 1;' },
      (folder) => {
        fastmigrate(folder, ['create']);
        const { code, out, err } = fastmigrate(folder, ['run']);
        assert.equal(code, 1);
        assert.match(
          out,
          /✓ 0001[^]*✗ 0002-rows\.sql {3}failed\n {2}○ 0003-later\.sql {2}not run\n/,
        );
        const [first, source = '', caret = ''] = err.split('\n');
        assert.match(
          first ?? '',
          /^migrations\/0002-rows\.sql:3:20: error: table shelf has no column named plaice/,
        );
        assert.equal(caret.indexOf('^'), source.indexOf('plaice'));
        assert.equal(rows(folder), 0);
      },
    );
  });

  it('reports a failure as one JSON document', () => {
    inFolder({ ...FIRST, 'migrations/0002-x.sql': '\nSELEC 1;' }, (folder) => {
      fastmigrate(folder, ['create']);
      const { code, json, err } = fastmigrateJson(folder, ['run']);
      const report = json as RunReport;
      assert.deepEqual([code, err, report.ok, report.from, report.to], [1, '', false, 0, 1]);
      assert.deepEqual(
        report.migrations.map(({ version, file, result }) => [version, file, result]),
        [
          [1, '0001-shelf.sql', 'applied'],
          [2, '0002-x.sql', 'failed'],
        ],
      );
      const { error } = report;
      assert.deepEqual(
        [error?.code, error?.file, error?.line, error?.column, error?.statement, error?.changed],
        ['statement-failed', join(folder, 'migrations/0002-x.sql'), 2, 1, 'SELEC 1;', true],
      );
    });
  });

  it('stops at the version asked for, and refuses to go back', () => {
    inFolder({ ...FIRST, 'migrations/0002-b.sql': 'SELECT 1;' }, (folder) => {
      fastmigrate(folder, ['create']);
      assert.equal((fastmigrateJson(folder, ['run', '--to', '1']).json as RunReport).to, 1);
      fastmigrate(folder, ['run']);
      assert.equal(fastmigrate(folder, ['run', '--to', '1']).code, 2);
      assert.equal(fastmigrate(folder, ['run', '--to', '9']).code, 1);
    });
  });

  it('applies all or nothing with --atomic', () => {
    inFolder({ ...FIRST, 'migrations/0002-b.sql': 'NONSENSE;' }, (folder) => {
      fastmigrate(folder, ['create']);
      const { code, json } = fastmigrateJson(folder, ['run', '--atomic']);
      const report = json as RunReport;
      assert.deepEqual([code, report.from, report.to], [1, 0, 0]);
      assert.deepEqual(
        report.migrations.map(({ result }) => result),
        ['not-run', 'failed'],
      );
    });
  });

  it('refuses where a script is misnamed, names what resolves it, and runs with --force', () => {
    inFolder({ ...FIRST, 'migrations/002-b.sql': 'SELECT 1;' }, (folder) => {
      fastmigrate(folder, ['create']);
      const refused = fastmigrate(folder, ['run']);
      assert.equal(refused.code, 1);
      assert.match(refused.err, /002-b\.sql/);
      assert.equal(fastmigrate(folder, ['run', '--force']).code, 0);
    });
  });

  it('passes on what scripts print, on stderr where stdout is the document', () => {
    inFolder({ 'migrations/0001-a.sh': 'echo to out\necho to err >&2\ncat\n' }, (folder) => {
      fastmigrate(folder, ['create', '--db', 'a.db']);
      fastmigrate(folder, ['create', '--db', 'b.db']);
      const text = fastmigrate(folder, ['run', '--db', 'a.db'], 'from stdin\n');
      assert.match(text.out, /^to out\nfrom stdin\n/);
      assert.equal(text.err, 'to err\n');
      const { code, json, err } = fastmigrateJson(folder, ['run', '--db', 'b.db']);
      assert.deepEqual(
        [code, (json as RunReport).ok, err.split('\n').toSorted()],
        [0, true, ['', 'to err', 'to out']],
      );
    });
  });

  it('names the line of a failing Python script', () => {
    inFolder({ 'migrations/0001-a.py': 'x = 1\nraise ValueError(x)\n' }, (folder) => {
      fastmigrate(folder, ['create']);
      const { code, err } = fastmigrate(folder, ['run']);
      assert.equal(code, 1);
      assert.match(err, /^migrations\/0001-a\.py:2:1: error: the script exited with code 1/m);
    });
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`puts the database back when ${signal} ends it during a script`, async () => {
      const script =
        'python3 - "$1" <<X\nimport sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\ndb.execute("DROP TABLE shelf")\ndb.commit()\nX\ntouch "$1.started"\nsleep 60\n';
      await inFolderAsync({ ...FIRST, 'migrations/0002-slow.sh': script }, async (folder) => {
        fastmigrate(folder, ['create']);
        const child = spawn(process.execPath, [MAIN, 'run', '--json'], {
          cwd: folder,
          env: plainEnv(),
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let out = '';
        child.stdout.on('data', (data: Buffer) => (out += data.toString()));
        while (!existsSync(join(folder, 'data/database.db.started'))) await sleep(20);
        const started = performance.now();
        child.kill(signal);
        const [code] = (await once(child, 'close')) as [number];
        assert.ok(performance.now() - started < 5000);
        const report = JSON.parse(out) as RunReport;
        assert.deepEqual(
          [code, report.ok, report.to, report.error?.code],
          [1, false, 1, 'cancelled'],
        );
        assert.equal(rows(folder), 0);
        assert.deepEqual(readdirSync(join(folder, 'data')), ['database.db', 'database.db.started']);
      });
    });

  it('can be ended at once during a long statement, which is rolled back', async () => {
    const endless =
      'WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n;';
    await inFolderAsync(
      { ...FIRST, 'migrations/0002-long.sql': `DROP TABLE shelf;\n${endless}` },
      async (folder) => {
        fastmigrate(folder, ['create']);
        fastmigrate(folder, ['run', '--to', '1']);
        const child = spawn(process.execPath, [MAIN, 'run', '-v'], {
          cwd: folder,
          env: plainEnv(),
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        await new Promise<void>((resolve) =>
          child.stderr.on('data', (data: Buffer) => data.includes('[1/1]') && resolve()),
        );
        await sleep(200);
        child.kill('SIGINT');
        const [, signal] = (await once(child, 'exit')) as [null, string];
        assert.equal(signal, 'SIGINT');
        const status = fastmigrate(folder, ['status']);
        assert.match(status.out, /^PENDING {2}data\/database\.db {2}version 1 of 2/);
        assert.equal(rows(folder), 0);
      },
    );
  });
});

/** Rows of the table of the first script, counted by Python. */
function rows(folder: string): number {
  const count =
    'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM shelf").fetchone()[0])';
  return Number(python(count, join(folder, 'data/database.db')));
}

async function inFolderAsync(
  files: Readonly<Record<string, string>>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const { mkdtemp, mkdir, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const folder = await mkdtemp(join(tmpdir(), 'fastmigrate cli-'));
  try {
    await mkdir(join(folder, 'migrations'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
