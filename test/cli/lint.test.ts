import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

const APP = {
  'migrations/0001-book.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n',
  'migrations/0002-drop.sql': '-- no more books\n  DROP TABLE book;\n',
};

interface Log {
  readonly version: string;
  readonly $schema: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
        }[];
      };
    };
    readonly originalUriBaseIds: Readonly<Record<string, { readonly uri: string }>>;
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
          readonly region: Readonly<Record<string, number>>;
        };
      }[];
      readonly fixes?: readonly {
        readonly artifactChanges: readonly {
          readonly replacements: readonly {
            readonly deletedRegion: object;
            readonly insertedContent: { readonly text: string };
          }[];
        }[];
      }[];
    }[];
  }[];
}

describe('lint', () => {
  it('prints findings as a compiler does, and exits 1 for errors only', () => {
    inFolder(APP, (folder) => {
      const { code, out, err } = fastmigrate(folder, ['lint']);
      assert.deepEqual([code, err], [0, '']);
      assert.equal(
        out,
        'migrations/0002-drop.sql:2:3: warning: The table book and its rows are lost [FM101]\n2 scripts looked at: 1 warning\n',
      );
      assert.equal(fastmigrate(folder, ['lint', '--strict']).code, 1);
      writeFileSync(join(folder, 'migrations/0003-bad.sql'), 'SELECT x;\n');
      const bad = fastmigrate(folder, ['lint', '0003-bad.sql']);
      assert.deepEqual(
        [bad.code, bad.out.split('\n')[0]],
        [1, 'migrations/0003-bad.sql:1:8: error: no such column: x [FM201]'],
      );
    });
  });

  it('takes a path for a name, and refuses a file that is no script', () => {
    inFolder(APP, (folder) => {
      assert.match(
        fastmigrate(folder, ['lint', 'migrations/0001-book.sql']).out,
        /^1 script looked at: nothing found/,
      );
      assert.equal(fastmigrate(folder, ['lint', 'nowhere.sql']).code, 2);
      assert.equal(fastmigrate(folder, ['lint', '--format', 'xml']).code, 2);
    });
  });

  it('leaves out what matters less, but not from the exit code', () => {
    inFolder(APP, (folder) => {
      const { code, out } = fastmigrate(folder, ['lint', '--severity', 'error', '--strict']);
      assert.deepEqual([code, out], [1, '2 scripts looked at: 1 warning\n']);
    });
  });

  it('counts what it was asked for', () => {
    const remark = {
      ...APP,
      'migrations/0003-note.sql':
        'CREATE TABLE t (a, b); CREATE INDEX two ON t (a, b); CREATE INDEX one ON t (a);',
    };
    inFolder(remark, (folder) => {
      const summary = (...flags: string[]): string =>
        fastmigrate(folder, ['lint', ...flags])
          .out.split('\n')
          .at(-2) ?? '';
      assert.equal(summary(), '3 scripts looked at: 1 warning, 1 remark');
      assert.equal(summary('--severity', 'warning'), '3 scripts looked at: 1 warning');
      assert.equal(summary('--severity', 'error'), '3 scripts looked at: no errors found');
      const asked = (...flags: string[]): unknown[] => {
        const { json } = fastmigrateJson(folder, ['lint', ...flags]);
        const { errors, warnings, infos } = json as Record<string, unknown>;
        return [errors, warnings, infos];
      };
      assert.deepEqual(asked(), [0, 1, 1]);
      assert.deepEqual(asked('--severity', 'warning'), [0, 1, 0]);
      assert.deepEqual(asked('--severity', 'error'), [0, 0, 0]);
      assert.deepEqual(asked('--severity', 'error', '--strict'), [0, 1, 0]);
    });
  });

  it('prints one JSON document', () => {
    inFolder(APP, (folder) => {
      for (const flags of [['--json'], ['--format', 'json', '--json']]) {
        const { code, json } = fastmigrateJson(folder, ['lint', ...flags.slice(0, -1)]);
        const { ok, warnings, files } = json as {
          ok: boolean;
          warnings: number;
          files: { file: string; findings: { code: string; line: number; column: number }[] }[];
        };
        assert.deepEqual([code, ok, warnings], [0, true, 1]);
        assert.deepEqual(
          files.map(({ file, findings }) => [
            file,
            findings.map((each) => [each.code, each.line, each.column]),
          ]),
          [
            ['0001-book.sql', []],
            ['0002-drop.sql', [['FM101', 2, 3]]],
          ],
        );
      }
    });
  });

  it('prints a SARIF 2.1.0 log', () => {
    const scripts = {
      ...APP,
      'migrations/0003 näh.sql': '',
      'migrations/0003-é x.sql': 'DELETE FROM y WHERE a = NULL;\n',
    };
    inFolder(scripts, (folder) => {
      const { out, code } = fastmigrate(folder, ['lint', '--format', 'sarif']);
      const log = JSON.parse(out) as Log;
      assert.deepEqual([code, log.version], [1, '2.1.0']);
      assert.match(log.$schema, /sarif-2\.1\.0\.json$/);
      const [run] = log.runs;
      assert.ok(run);
      const { driver } = run.tool;
      assert.equal(driver.name, 'fastmigrate');
      assert.match(run.originalUriBaseIds['ROOT']?.uri ?? '', /^file:\/\/\/.*\/$/);
      assert.ok(run.results.length >= 4);
      for (const { ruleId, ruleIndex, level, message, locations } of run.results) {
        assert.equal(driver.rules[ruleIndex]?.id, ruleId);
        assert.ok(['error', 'warning', 'note'].includes(level));
        assert.ok(message.text.length > 0);
        const place = locations[0]?.physicalLocation;
        assert.ok(place);
        assert.doesNotThrow(() => new URL(place.artifactLocation.uri, 'file:///root/'));
        assert.doesNotMatch(place.artifactLocation.uri, /[ é]/);
        for (const number of Object.values(place.region))
          assert.ok(Number.isInteger(number) && number >= 1);
        assert.deepEqual(Object.keys(place.region), [
          'startLine',
          'startColumn',
          'endLine',
          'endColumn',
        ]);
      }
      const nulls = run.results.find(({ ruleId }) => ruleId === 'FM312');
      assert.equal(
        nulls?.fixes?.[0]?.artifactChanges[0]?.replacements[0]?.insertedContent.text,
        'IS',
      );
    });
  });

  it('counts rows in the database, or in none', () => {
    inFolder(APP, (folder) => {
      fastmigrate(folder, ['create']);
      fastmigrate(folder, ['run', '--to', '1']);
      assert.match(
        fastmigrate(folder, ['lint']).out,
        /info: .* lost\. No rows are in book \[FM101\]/,
      );
      assert.match(
        fastmigrate(folder, ['lint', '--database', 'none']).out,
        /warning: .* lost \[FM101\]/,
      );
    });
  });
});
