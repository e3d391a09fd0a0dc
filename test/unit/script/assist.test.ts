import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createDatabase } from '../../../src/core/database/version.ts';
import { appliedEditOf } from '../../../src/core/script/appliedEdit.ts';
import {
  checkScript,
  completeScript,
  defineScript,
  describeScript,
  referencesOfScript,
  stakesAt,
  writeFollowUp,
} from '../../../src/core/script/assist.ts';
import type { ScriptProblem } from '../../../src/core/script/problem.ts';
import { execute } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';
import { atCursor, LIBRARY } from './library.ts';

function problems({ project }: Made, file: string, text: string): readonly ScriptProblem[] {
  return checkScript({ project, file, text }).diagnostics;
}

/** Each problem as the text that it is about, and its message. */
function shown(made: Made, file: string, text: string): readonly string[] {
  return problems(made, file, text).map(
    ({ start, end, message }) => `${text.slice(start, end)}: ${message}`,
  );
}

async function library(): Promise<Made> {
  const made = makeProject({ scripts: { '0001-library.sql': LIBRARY } });
  await made.run();
  return made;
}

describe('checking a script while it is written', () => {
  it('names each statement that SQLite does not take, at its place', async () => {
    const text = 'INSERT INTO  boks VALUES (1);\nSELECT titel FROM book;\nCREATE TABEL x (y);\n';
    assert.deepEqual(shown(await library(), '0002-new.sql', text), [
      'boks: no such table: boks',
      'titel: no such column: titel',
      'TABEL: near "TABEL": syntax error',
    ]);
  });

  it('offers the name that was meant', async () => {
    const text = 'INSERT INTO boks VALUES (1);\nSELECT titel FROM book;\nDROP TABLE nothing_alike;';
    const fixes = problems(await library(), '0002-new.sql', text).map((each) => each.fixes);
    assert.deepEqual(fixes, [
      [
        {
          kind: 'edit',
          title: 'Replace by book',
          edits: [{ start: 12, end: 16, text: 'book' }],
        },
      ],
      [
        {
          kind: 'edit',
          title: 'Replace by title',
          edits: [{ start: 36, end: 41, text: 'title' }],
        },
      ],
      [],
    ]);
  });

  it('knows what the statements before have made, and says a mistake once', async () => {
    const made = await library();
    const good =
      'CREATE TABLE tag (name);\nINSERT INTO tag VALUES (1);\nALTER TABLE tag RENAME TO label;\nSELECT name FROM label;';
    assert.deepEqual(shown(made, '0002-new.sql', good), []);
    const bad = 'CREATE TABLE tag (name,);\nINSERT INTO tag VALUES (1);\nSELECT * FROM tag;';
    assert.equal(problems(made, '0002-new.sql', bad).length, 1);
  });

  it('leaves each look as it found it', async () => {
    const made = await library();
    for (let time = 0; time < 3; time += 1)
      assert.deepEqual(shown(made, '0002-new.sql', 'CREATE TABLE again (x);'), []);
  });

  it('runs no statement on rows, and reaches no other file', async () => {
    const made = await library();
    const other = join(made.folder, 'other.db');
    const text = `ATTACH '${other.replaceAll("'", "''")}' AS other;
CREATE TABLE big AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c;
INSERT INTO author (name) WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n FROM c;
SELECT n FROM big;`;
    assert.deepEqual(shown(made, '0002-new.sql', text), []);
    assert.equal(existsSync(other), false);
  });

  it('sees the scripts that are pending before it, and the database as it is', async () => {
    const made = await library();
    execute(made.database, 'CREATE TABLE by_hand (x)');
    made.add({ '0002-tags.sql': 'CREATE TABLE tag (name);\n' });
    const text = 'SELECT x FROM by_hand; SELECT name FROM tag;';
    assert.deepEqual(shown(made, '0003-new.sql', text), []);
    assert.deepEqual(shown(made, '0001-library.sql', text), [
      'by_hand: no such table: by_hand',
      'tag: no such table: tag',
    ]);
    made.add({ '0002-tags.sql': 'CREATE TABLE other (name);\n' });
    assert.deepEqual(shown(made, '0003-new.sql', text), ['tag: no such table: tag']);
  });

  it('goes by the scripts alone where there is no database', () => {
    const made = makeProject({ database: 'none', scripts: { '0001-library.sql': LIBRARY } });
    assert.deepEqual(shown(made, '0002-new.sql', 'SELECT title FROM book'), []);
    assert.equal(existsSync(made.database), false);
  });

  it('warns only, and says why, where a program may have made what is missing', async () => {
    const made = await library();
    made.add({ '0002-fill.py': 'raise SystemExit("never run")\n' });
    const [problem] = problems(made, '0003-new.sql', 'SELECT * FROM filled');
    assert.equal(problem?.severity, 'warning');
    assert.match(problem.message, /no such table: filled\. .*0002-fill\.py is a program/);
  });

  it('takes texts in double quotes as a run does, and the version for known', async () => {
    const text = 'INSERT INTO author (name) VALUES ("Ada"); SELECT version FROM _meta;';
    assert.deepEqual(shown(await library(), '0002-new.sql', text), []);
  });
});

describe('help at a place of a script', () => {
  const at = (
    { project }: Made,
    file: string,
    marked: string,
  ): Parameters<typeof completeScript>[0] => ({ project, file, ...atCursor(marked) });

  it('knows what the script itself has made before', async () => {
    const made = await library();
    const place = at(made, '0002-new.sql', 'CREATE TABLE tag (name);\nSELECT | FROM tag;');
    assert.deepEqual(
      completeScript(place).items.map(({ label }) => label),
      ['name'],
    );
    const before = at(made, '0002-new.sql', 'SELECT * FROM ta|;\nCREATE TABLE tag (name);');
    assert.deepEqual(
      completeScript(before).items.filter(({ label }) => label === 'tag'),
      [],
    );
    assert.equal(
      describeScript(at(made, '0002-new.sql', 'DROP TABLE book;\nSELECT * FROM bo|ok;')),
      null,
    );
  });

  it('leads to the script that made a name, of those up to this one', async () => {
    const made = await library();
    made.add({ '0003-later.sql': 'ALTER TABLE book ADD COLUMN pages;\n' });
    const marked = '\nSELECT * FROM bo|ok;';
    const place = defineScript(at(made, '0002-new.sql', marked));
    assert.deepEqual(
      [place?.path, place?.line],
      [join(made.project.migrations, '0001-library.sql'), 2],
    );
    const references = referencesOfScript(at(made, '0002-new.sql', marked));
    const files = references.map(({ path }) => basename(path));
    assert.deepEqual([...new Set(files)], ['0001-library.sql', '0002-new.sql', '0003-later.sql']);
  });
});

describe('what is at stake', () => {
  const ROWS = `INSERT INTO author VALUES (1, 'Ada', 1815), (2, 'Boris', NULL), (3, 'Chiara', 1990);
INSERT INTO book (author, title) VALUES (1, 'a'), (1, 'b'), (3, 'c'), (3, 'd');`;

  async function stakes(marked: string): Promise<ReturnType<typeof stakesAt>> {
    const made = await library();
    execute(made.database, ROWS);
    const before = readFileSync(made.database);
    const place = { project: made.project, file: '0002-new.sql', ...atCursor(marked) };
    const found = stakesAt(place, made.runtime);
    assert.deepEqual(readFileSync(made.database), before);
    return found;
  }

  it('is, for DROP TABLE, all rows and what hangs on the table', async () => {
    assert.deepEqual(await stakes('DROP TABLE aut|hor;'), {
      verb: 'DROP TABLE',
      table: 'author',
      all: { rows: 3, more: false },
      matching: null,
      referencing: [{ table: 'book', onDelete: 'CASCADE', rows: 4, more: false }],
      triggers: [],
      indexes: [],
      views: ['titles'],
      late: false,
    });
    const book = await stakes('DR|OP TABLE IF EXISTS book');
    assert.deepEqual([book?.indexes, book?.triggers], [['book_title'], ['book_gone']]);
  });

  it('is, for DELETE and UPDATE, the rows that the condition takes', async () => {
    const some = await stakes('DELETE FROM author AS a| WHERE a.id = 1 RETURNING id;');
    assert.equal(some, null, 'behind the table');
    const found = await stakes('DELETE FROM auth|or AS a WHERE a.id = 1 RETURNING id;');
    assert.deepEqual(found?.matching, { rows: 1, more: false });
    assert.deepEqual(found.referencing, [
      { table: 'book', onDelete: 'CASCADE', rows: 2, more: false },
    ]);
    const update = await stakes("UPDATE| author SET name = 'x' WHERE born IS NULL");
    assert.deepEqual([update?.matching?.rows, update?.referencing], [1, []]);
    assert.equal((await stakes('DELETE| FROM book WHERE nonsense = 1'))?.matching, null);
  });

  it('is nothing where the database lacks the table, and elsewhere', async () => {
    assert.equal(await stakes('DROP TABLE now|here'), null);
    assert.equal(await stakes('SELECT * FROM bo|ok'), null);
  });

  it('is not counted any further when time is up', async () => {
    const made = await library();
    const times = [0, 0, 10_000];
    const now = (): Date => new Date(times.shift() ?? 10_000);
    const place = { project: made.project, file: 'x', ...atCursor('DROP TABLE aut|hor') };
    const found = stakesAt(place, { ...made.runtime, now });
    assert.equal(found?.late, true);
    assert.deepEqual(found.referencing, []);
  });
});

describe('an edit of an applied script', () => {
  it('is told with its kind and its first line', async () => {
    const made = await library();
    assert.equal(appliedEditOf(made.project, 1, LIBRARY.replaceAll('\n', '\r\n')), null);
    assert.equal(appliedEditOf(made.project, 1, `${LIBRARY}-- more\n`)?.divergence, 'comments');
    const edited = `${LIBRARY}DROP TABLE book;\n`;
    assert.deepEqual(appliedEditOf(made.project, 1, edited), {
      divergence: 'meaning',
      start: LIBRARY.length,
      end: LIBRARY.length + 'DROP TABLE book;'.length,
      appends: true,
    });
    const changed = appliedEditOf(made.project, 1, LIBRARY.replace('born INTEGER', 'born TEXT'));
    assert.equal(changed?.appends, false);
    assert.equal(changed.start, LIBRARY.indexOf('INTEGER);'));
    assert.equal(appliedEditOf(made.project, 2, 'SELECT 1'), null);
  });

  it('becomes the next script, which runs', async () => {
    const made = await library();
    const text = `${LIBRARY}ALTER TABLE book ADD COLUMN pages;\n`;
    const { file, complete } = writeFollowUp(made.project, {
      version: 1,
      file: '0001-library.sql',
      text,
    });
    assert.equal(file, join(made.project.migrations, '0002-library-follow-up.sql'));
    assert.equal(complete, true);
    assert.equal((await made.run()).ok, true);
  });
});

describe('a project without a migrations folder', () => {
  it('still gets help in a script', () => {
    const made = makeProject({ database: 'none' });
    createDatabase(made.database);
    const project = { ...made.project, migrations: join(made.folder, 'none') };
    writeFileSync(join(made.folder, 'x.sql'), '');
    assert.deepEqual(
      checkScript({ project, file: 'x.sql', text: 'SELECT 1 FROM nowhere' }).diagnostics.length,
      1,
    );
  });
});
