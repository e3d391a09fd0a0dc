import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StatusReport } from '../../src/core/migration/report.ts';
import { fastmigrate, fastmigrateJson, inFolder, inGolden } from './command.ts';

const DB = ['--db', 'shop.sqlite'];
const SCRIPTS = 'shop.sqlite.migrations';

describe('the command line with a reference', () => {
  it('shows how each script stands to it', () => {
    inGolden('ts-conflicted-and-diverged', (folder) => {
      const { code, out } = fastmigrate(folder, ['status', ...DB]);
      assert.equal(code, 1);
      assert.match(out, /^CONFLICTED .*\nReference shop\.sqlite\.ref {2}version 2/);
      assert.match(out, /\n {2}R L M {2}.*\n {8}001.*\n {2}C D {3}002.*\n {2}P D {3}003/);
      assert.match(out, /restore --scripts --ref --db shop\.sqlite/);
    });
  });

  it('makes it, restores it and writes scripts back from it', () => {
    inGolden('ts-pending', (folder) => {
      assert.equal(fastmigrate(folder, ['backup', '--ref', ...DB]).code, 0);
      writeFileSync(join(folder, SCRIPTS, '002.books.sql'), 'SELECT 1;\n');
      const scripts = fastmigrateJson(folder, ['restore', '--scripts', ...DB]).json as {
        readonly source: string;
        readonly written: readonly string[];
        readonly saved: readonly string[];
      };
      assert.equal(scripts.source, 'reference');
      assert.equal(readFileSync(scripts.saved[0] ?? '', 'utf8'), 'SELECT 1;\n');
      assert.equal(fastmigrate(folder, ['run', ...DB]).code, 0);
      const { code, json } = fastmigrateJson(folder, ['restore', '--ref', ...DB]);
      assert.deepEqual([code, (json as { version: number }).version], [0, 2]);
    });
  });

  it('says what is missing where there is none', () => {
    inGolden('ts-current', (folder) => {
      const { code, err } = fastmigrate(folder, ['restore', '--ref', ...DB]);
      assert.equal(code, 1);
      assert.match(err, /there is no reference .*shop\.sqlite\.ref\. Nothing was changed/);
    });
  });
});

describe('the command line and single scripts', () => {
  it('applies, renumbers and records them', () => {
    inGolden('ts-pending', (folder) => {
      const script = (name: string) => join(folder, SCRIPTS, name);
      writeFileSync(script('003.loans.sql'), 'CREATE TABLE loan (x);\n');
      const moved = fastmigrate(folder, ['renumber', `${SCRIPTS}/003.loans.sql`, ...DB]);
      assert.deepEqual([moved.code, moved.out], [0, '003.loans.sql is now 004.loans.sql\n']);
      assert.equal(fastmigrate(folder, ['apply', '004.loans.sql', ...DB]).code, 2);
      assert.equal(fastmigrate(folder, ['apply', '003.pages.sql', '--no-backup', ...DB]).code, 0);
      assert.equal(existsSync(join(folder, 'shop.sqlite.bak')), false);
      renameSync(script('001.shelves.sql'), script('001.shelf.sql'));
      assert.equal(fastmigrate(folder, ['record', '1', ...DB]).out, 'Recorded version 1\n');
      const { state } = fastmigrateJson(folder, ['status', ...DB]).json as StatusReport;
      assert.equal(state, 'PENDING');
    });
  });
});

describe('fastmigrate dev and ci', () => {
  it('end with 0 only when CURRENT, and do not ask without a terminal', () => {
    inGolden('ts-diverged-edited', (folder) => {
      const dev = fastmigrate(folder, ['dev', ...DB]);
      assert.equal(dev.code, 1);
      assert.match(dev.out, /^DIVERGED\n.*--reset/);
      assert.match(fastmigrate(folder, ['ci', ...DB]).out, /^DIVERGED\n/);
    });
    inGolden('ts-pending', (folder) => {
      const { code, json } = fastmigrateJson(folder, ['ci', ...DB]);
      const { ok, state } = json as { ok: boolean; state: string };
      assert.deepEqual([code, ok, state], [0, true, 'CURRENT']);
    });
  });

  it('run the hook of the configuration without a shell', () => {
    const program = `require('fs').writeFileSync('sent.txt', process.argv.slice(1).join('|'))`;
    const config = [
      '[paths]',
      'db = app.db',
      `hook = "${process.execPath}" -e "${program}" "a b" $HOME`,
      'keep = 3',
      '',
    ].join('\n');
    inFolder({ '.fastmigrate': config, 'migrations/0001-a.sql': 'SELECT 1;\n' }, (folder) => {
      assert.equal(fastmigrate(folder, ['create']).code, 0);
      assert.equal(fastmigrate(folder, ['ci']).code, 0);
      const sent = readFileSync(join(folder, 'sent.txt'), 'utf8').split('|');
      assert.deepEqual(sent.slice(0, 2), ['a b', '$HOME']);
      assert.equal(existsSync(sent[2] ?? ''), true);
    });
  });
});
