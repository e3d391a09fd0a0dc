import assert from 'node:assert/strict';
import { readFileSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunReport, StatusReport } from '../../src/core/migration/report.ts';
import type { GenerateReport } from '../../src/core/generate/generate.ts';
import { python } from '../support/process.ts';
import { fastmigrate, fastmigrateJson, inGolden } from './command.ts';
import { rows } from '../support/database.ts';
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
  /** What its models ask for, as the texts of its tables. */
  readonly expected?: Readonly<Record<string, string>>;
  /** Name of the script that it generates. */
  readonly generated?: string;
}

/** Where the words of docs/states.md differ from the real tool's, with the reason. */
const STATES: Readonly<Record<string, readonly [state: string, why: string]>> = {
  'ts-fresh': ['ABSENT', 'a look makes no database here'],
  'ts-error-duplicate': ['ERROR', 'both scripts of one number are invalid, and not pending'],
  'ts-begin-in-script': ['ABSENT', 'a look makes no database here'],
  'ts-mismatch': ['ABSENT', 'a look makes no database here'],
  'ts-mismatch-altered': ['CURRENT', 'no models are named'],
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

describe('a schema that the models of the real TupleSaver ask for', () => {
  const options = ['--db', 'shop.sqlite', '--migrations', 'shop.sqlite.migrations'];
  const desire = (folder: string, name: string): readonly string[] => {
    const texts = Object.values(readFacts(name).expected ?? {});
    assert.ok(texts.length > 0);
    writeFileSync(join(folder, 'schema.sql'), texts.map((text) => `${text};\n`).join(''));
    return [...options, '--schema', 'schema.sql'];
  };
  const tables = (folder: string) =>
    Object.fromEntries(
      readContent(join(folder, 'shop.sqlite'))
        .objects.filter(({ name }) => name !== '_migrations')
        .map(({ name, sql }) => [name, sql]),
    );

  it('is made from nothing by a script of the same name, with the same schema', () => {
    inGolden('ts-mismatch', (folder) => {
      const { generated, expected } = readFacts('ts-mismatch');
      const { code, json } = fastmigrateJson(folder, [
        'generate',
        ...desire(folder, 'ts-mismatch'),
      ]);
      assert.equal(code, 0, JSON.stringify(json));
      const { file } = json as GenerateReport;
      assert.equal(file, join(realpathSync(folder), 'shop.sqlite.migrations', generated ?? ''));
      assert.equal(fastmigrateJson(folder, ['create', ...options]).code, 0);
      assert.equal(fastmigrateJson(folder, ['run', ...options]).code, 0);
      assert.deepEqual(tables(folder), expected);
    });
  });

  it('is reached by altering a table, where the real tool drops it with its rows', () => {
    inGolden('ts-mismatch-altered', (folder) => {
      const { generated } = readFacts('ts-mismatch-altered');
      python(
        `import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("INSERT INTO Shelf VALUES (1, 'hall', 1.5)")
db.execute("INSERT INTO Book VALUES (3, 'Emma', 1, x'00', 400)")
db.commit()`,
        join(folder, 'shop.sqlite'),
      );
      const flags = desire(folder, 'ts-mismatch-altered');
      const { json } = fastmigrateJson(folder, ['generate', ...flags]);
      const report = json as GenerateReport;
      assert.equal(basename(report.file ?? ''), generated);
      assert.match(report.text, /ALTER TABLE "?Book"? ADD COLUMN isbn \[TEXT\] NULL;/);
      assert.doesNotMatch(report.text, /DROP TABLE/);
      assert.equal(fastmigrateJson(folder, ['run', ...options]).code, 0);
      assert.deepEqual(rows(join(folder, 'shop.sqlite'), 'SELECT id, title, isbn FROM Book'), [
        { id: 3, title: 'Emma', isbn: null },
      ]);
      const again = fastmigrateJson(folder, ['generate', ...flags]);
      assert.equal((again.json as GenerateReport).file, null);
    });
  });

  it('waits for pending scripts, as the real tool does', () => {
    inGolden('ts-generated', (folder) => {
      const before = filesIn(folder);
      const { code, err } = fastmigrate(folder, ['generate', ...desire(folder, 'ts-generated')]);
      assert.equal(code, 1);
      assert.match(
        err,
        /^fastmigrate: error: not generated in state PENDING: 001\.create_book_shelf/,
      );
      assert.deepEqual(filesIn(folder), [...before, 'schema.sql'].toSorted());
    });
  });
});

describe('a script that the real TupleSaver fails at', () => {
  const options = ['--db', 'shop.sqlite', '--migrations', 'shop.sqlite.migrations'];

  it('with its own BEGIN and COMMIT is applied here', () => {
    inGolden('ts-begin-in-script', (folder) => {
      fastmigrateJson(folder, ['create', ...options]);
      const run = fastmigrateJson(folder, ['run', ...options]).json as RunReport;
      assert.deepEqual([run.ok, run.to], [true, 1], JSON.stringify(run.error));
    });
  });

  it('leaves the database as the real tool leaves it', () => {
    inGolden('ts-failed-script', (folder) => {
      const database = join(folder, 'shop.sqlite');
      const before = readContent(database);
      const run = fastmigrateJson(folder, ['run', ...options]).json as RunReport;
      assert.deepEqual([run.ok, run.error?.line], [false, 2]);
      assert.deepEqual(readContent(database), before);
      const { objects } = readFacts('ts-failed-script').after_apply;
      const texts = before.objects.map(({ sql }) => String(sql));
      assert.deepEqual(texts.toSorted(), objects?.toSorted());
    });
  });
});

function readFacts(name: string): TuplesaverFacts {
  return JSON.parse(readFileSync(join(FOLDER, name, 'facts.json'), 'utf8')) as TuplesaverFacts;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
}
