import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fastmigrate, fastmigrateJson, inFolder, inGolden } from './command.ts';
import { onTerminal } from './terminal.ts';

const BACKUP = 'app.db.20260301_104501.backup';

describe('fastmigrate backup and restore', () => {
  it('writes a backup whose name the Python tool would give it', () => {
    inGolden('fm-v3', (folder) => {
      const { code, json } = fastmigrateJson(folder, ['backup', '--db', 'app.db']);
      const { ok, file } = json as { ok: boolean; file: string };
      assert.deepEqual([code, ok], [0, true]);
      assert.match(basename(file), /^app\.db\.\d{8}_\d{6}\.backup$/);
      assert.ok(existsSync(file));
    });
  });

  for (const args of [[BACKUP], ['--latest'], ['--latest', '--yes']])
    it(`puts a backup back after a safety backup: ${args.join(' ')}`, () => {
      inGolden('fm-backup', (folder) => {
        fastmigrate(folder, ['baseline', '1', '--db', 'app.db']);
        const chosen = args[0] === '--latest' ? [newest(folder)] : [BACKUP];
        const { code, json } = fastmigrateJson(folder, ['restore', ...args, '--db', 'app.db']);
        const report = json as {
          ok: boolean;
          restored: string;
          safetyBackup: string;
          version: number;
        };
        assert.deepEqual(
          [code, report.ok, basename(report.restored), report.version],
          [0, true, chosen[0], 3],
        );
        assert.ok(existsSync(report.safetyBackup));
      });
    });

  it('refuses what is no backup, and changes nothing', () => {
    inGolden('fm-backup', (folder) => {
      const before = readFileSync(join(folder, 'app.db'));
      for (const file of ['facts.json', 'nope.backup', 'app.db']) {
        const { code, json } = fastmigrateJson(folder, ['restore', file, '--db', 'app.db']);
        assert.equal(code, 1);
        assert.equal((json as { error: { code: string } }).error.code, 'not-a-backup');
      }
      assert.deepEqual(readFileSync(join(folder, 'app.db')), before);
    });
  });

  it('lists the backups on a terminal, asks which one and asks again before it replaces', () => {
    inGolden('fm-backup', (folder) => {
      const { code, screen } = onTerminal(
        folder,
        ['restore', '--db', 'app.db'],
        [
          ['Put which one back?', '1\r'],
          ['[y/N]', 'y\r'],
        ],
      );
      assert.match(
        screen,
        /1 {2}app\.db\.20260301_104501\.backup {2}version 3 {2}20 KB {2}\d+ days ago/,
      );
      assert.match(screen, /Restored app\.db\.20260301_104501\.backup/);
      assert.equal(code, 0);
    });
  });

  for (const keys of ['\r', '9\r', '\u0004', '\u0003'])
    it(`restores nothing for the answer ${JSON.stringify(keys)}`, () => {
      inGolden('fm-backup', (folder) => {
        const { code, screen } = onTerminal(
          folder,
          ['restore', '--db', 'app.db'],
          [['Put which one back?', keys]],
        );
        assert.equal(code, 1);
        assert.match(screen, /nothing was restored/);
        assert.equal(readdirSync(folder).filter((name) => name.endsWith('.backup')).length, 1);
      });
    });

  it('says so where there is no backup', () => {
    inGolden('fm-v3', (folder) => {
      const { code, err } = fastmigrate(folder, ['restore', '--latest', '--db', 'app.db']);
      assert.equal(code, 1);
      assert.match(err, /no backup/);
    });
  });
});

describe('fastmigrate run --interactive', () => {
  const files = {
    'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
    'migrations/0002-b.sql': 'CREATE TABLE b (x);\n',
  };

  it('shows each script and runs those that are agreed to', () => {
    inFolder(files, (folder) => {
      fastmigrate(folder, ['create']);
      const { code, screen } = onTerminal(
        folder,
        ['run', '--interactive'],
        [
          ['Run 0001-a.sql?', 'y\r'],
          ['Run 0002-b.sql?', 'n\r'],
        ],
      );
      assert.match(screen, /CREATE TABLE a \(x\);/);
      assert.match(screen, /version 0 → 1, 1 migration applied/);
      assert.equal(code, 0);
    });
  });

  it('ends with 1 where it is cancelled, and says what stays', () => {
    inFolder(files, (folder) => {
      fastmigrate(folder, ['create']);
      const run = ['run', '--interactive'];
      const none = onTerminal(folder, run, [['Run 0001-a.sql?', '\u0003']]);
      assert.match(none.screen, /the run was cancelled\. Nothing was changed/);
      assert.equal(none.code, 1);
      const first: [string, string] = ['Run 0001-a.sql?', 'y\r'];
      const second = onTerminal(folder, run, [first, ['Run 0002-b.sql?', '\u0004']]);
      assert.match(
        second.screen,
        /version 0 → 1, 1 mig[^]*cancelled\. What was done before it stays/,
      );
      assert.equal(second.code, 1);
    });
  });

  it('asks no more after all', () => {
    inFolder(files, (folder) => {
      fastmigrate(folder, ['create']);
      const { screen } = onTerminal(folder, ['run', '--interactive'], [['Run 0001-a.sql?', 'a\r']]);
      assert.match(screen, /version 0 → 2/);
    });
  });

  it('colours on a terminal only', () => {
    inFolder(files, (folder) => {
      assert.ok(onTerminal(folder, ['status']).screen.includes('\u001b[33mABSENT\u001b[39m'));
      assert.ok(!fastmigrate(folder, ['status']).out.includes('\u001b'));
    });
  });
});

function newest(folder: string): string {
  return (
    readdirSync(folder)
      .filter((name) => name.endsWith('.backup'))
      .toSorted()
      .at(-1) ?? ''
  );
}
