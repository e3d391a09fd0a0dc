import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport, StatusReport } from '../../src/core/migration/report.ts';
import { fastmigrateJson, inGolden } from './command.ts';
import { readContent } from './goldenFacts.ts';

const FOLDER = join(import.meta.dirname, '../golden');

/** What the real tool says about one of its projects. */
interface TuplesaverFacts {
  readonly state: string;
  readonly pending: readonly string[];
  readonly divergent: readonly string[];
  readonly divergent_missing: readonly string[];
  readonly conflicted: readonly string[];
  readonly conflicted_missing: readonly string[];
  /** `_migrations` and the schema's texts after the real tool has applied what was pending. */
  readonly after_apply: {
    readonly exit: number | null;
    readonly objects: readonly string[] | null;
    readonly _migrations: readonly (readonly [number, string])[] | null;
  };
}

/** Where the words of docs/states.md differ from the real tool's, with the reason. */
const STATES: Readonly<Record<string, readonly [state: string, why: string]>> = {
  'ts-fresh': ['ABSENT', 'a look makes no database here'],
  'ts-error-duplicate': ['ERROR', 'both scripts of one number are invalid, and not pending'],
  'ts-zero': ['ERROR', 'numbers begin at 1'],
  'ts-unmanaged-db': ['UNVERSIONED', 'a database with tables of its own is taken over on purpose'],
  'ts-renamed': ['DIVERGED', 'a changed name is a divergence'],
  'ts-final-newline-only': ['CURRENT', 'white space is a warning'],
};

const names = readdirSync(FOLDER).filter((name) => name.startsWith('ts-'));

describe('a project of the real TupleSaver', () => {
  for (const name of names) {
    it(`${name} has the state and the pending scripts that the real tool reports`, () => {
      inGolden(name, (folder) => {
        const facts = readFacts(name);
        const before = filesIn(folder);
        const { code, json } = fastmigrateJson(folder, [
          'status',
          ...['--db', 'shop.sqlite', '--migrations', 'shop.sqlite.migrations'],
        ]);
        const report = json as StatusReport;
        const state = STATES[name]?.[0] ?? facts.state.toUpperCase();
        assert.deepEqual([report.state, code], [state, state === 'CURRENT' ? 0 : 1]);
        assert.equal(report.convention, 'tuplesaver');
        const files = (status: string) =>
          report.migrations.filter((m) => m.status === status).map((m) => m.file);
        if (STATES[name] === undefined) {
          assert.deepEqual(files('pending'), facts.pending);
          assert.deepEqual(files('conflicted'), [...facts.conflicted, ...facts.conflicted_missing]);
        }
        assert.deepEqual(filesIn(folder), before);
      });
    });
  }
});

describe('a database of the real TupleSaver', () => {
  for (const name of names.filter((each) => readFacts(each).after_apply.exit === 0)) {
    if (STATES[name] !== undefined && name !== 'ts-fresh') continue;
    it(`${name} has the rows and the schema of the real tool after run`, () => {
      inGolden(name, (folder) => {
        const options = ['--db', 'shop.sqlite', '--migrations', 'shop.sqlite.migrations'];
        if (name === 'ts-fresh') fastmigrateJson(folder, ['create', ...options]);
        const run = fastmigrateJson(folder, ['run', ...options]).json as RunReport;
        assert.equal(run.ok, true, JSON.stringify(run.error));
        const { objects, _migrations } = readFacts(name).after_apply;
        const content = readContent(join(folder, 'shop.sqlite'));
        const rows = content.rows['_migrations'] ?? [];
        assert.deepEqual(
          rows.map((row) => [row['id'], row['filename']]),
          _migrations,
        );
        const texts = content.objects.map(({ sql }) => sql).filter((sql) => sql !== null);
        assert.deepEqual(texts.toSorted(), [...(objects ?? [])].toSorted());
        assert.equal(
          (fastmigrateJson(folder, ['status', ...options]).json as StatusReport).state,
          'CURRENT',
        );
      });
    });
  }

  it('records the text of a script as the real tool does, whatever its line ends', () => {
    const scripts = (folder: string) =>
      readContent(join(folder, 'shop.sqlite')).rows['_migrations']?.map((row) => row['script']);
    const real = inGolden('ts-crlf-only', scripts);
    const ours = inGolden('ts-crlf-only', (folder) => {
      rmSync(join(folder, 'shop.sqlite'));
      fastmigrateJson(folder, ['create', '--db', 'shop.sqlite']);
      fastmigrateJson(folder, ['run', '--db', 'shop.sqlite']);
      return scripts(folder);
    });
    assert.deepEqual(ours, real);
  });
});

function readFacts(name: string): TuplesaverFacts {
  return JSON.parse(readFileSync(join(FOLDER, name, 'facts.json'), 'utf8')) as TuplesaverFacts;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
}
