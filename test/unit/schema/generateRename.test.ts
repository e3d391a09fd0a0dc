import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import { readDifference } from '../../../src/core/generate/difference.ts';
import { draftScript } from '../../../src/core/generate/draft.ts';
import { dump, rows } from '../../support/database.ts';
import { runStock } from '../../support/stockSqlite.ts';
import { FIRST, changed, failureOf, makeWanted } from './generating.ts';

describe('what may have been renamed', () => {
  const RENAMED = changed(['notes TEXT', 'remarks TEXT']);

  it('is written as two options behind a statement that does not run', async () => {
    const made = await makeWanted(RENAMED);
    const { file, text, undecided } = await made.generate();
    assert.deepEqual(
      undecided.map(({ table, from, to }) => [table, from, to]),
      [['book', 'notes', 'remarks']],
    );
    assert.match(
      text,
      /^-- Option 1: column book\.notes is renamed to remarks; this keeps 2 rows/m,
    );
    assert.match(text, /^-- Option 2: column book\.notes is dropped .*; this loses 2 rows/m);
    const before = dump(made.database);
    const { error } = await made.run();
    const line = text.split('\n').findIndex((each) => each.startsWith('SELECT choose_an_option'));
    assert.deepEqual([error?.code, error?.line], ['statement-failed', line + 1]);
    assert.match(error?.message ?? '', /choose_an_option_below/);
    assert.match(runStock(made.database, text) ?? '', /choose_an_option_below/);
    assert.deepEqual(dump(made.database), before);
    assert.equal(basename(file ?? ''), '0002-alter-book.sql');
  });

  for (const [option, remarks] of [
    [1, ['first', null, 'third']],
    [2, [null, null, null]],
  ] as const)
    it(`runs with option ${option} once that is chosen`, async () => {
      const made = await makeWanted(RENAMED);
      const { file, text } = await made.generate();
      writeFileSync(file ?? '', chosen(text, option));
      assert.equal((await made.run()).error, undefined);
      assert.deepEqual(
        rows(made.database, 'SELECT remarks FROM book ORDER BY id').map((row) => row['remarks']),
        remarks,
      );
      assert.equal((await made.generate()).file, null);
    });

  it('is one script without options where somebody has answered', async () => {
    const renames = { tables: [], columns: [{ table: 'book', from: 'notes', to: 'remarks' }] };
    const made = await makeWanted(RENAMED);
    const { text, undecided, changes } = await made.generate({ renames });
    assert.deepEqual([undecided, changes], [[], ['rename column book.notes to remarks']]);
    assert.doesNotMatch(text, /choose_an_option/);
  });

  it('is dropped and added where somebody has denied it, with consent', async () => {
    const denied = [{ table: 'book', from: 'notes', to: 'remarks' }];
    const made = await makeWanted(RENAMED);
    const renames = { tables: [], columns: [], denied };
    const error = await failureOf(made.generate({ renames }));
    assert.ok(MigrateError.is(error, 'destructive'), String(error));
    const { undecided } = await made.generate({ renames, allowDestructive: true });
    assert.deepEqual(undecided, []);
  });

  it('is known from a hint in the desired schema', async () => {
    const made = await makeWanted(
      changed(['notes TEXT', '\n  remarks TEXT -- renamed from: notes\n']),
    );
    const { undecided, changes } = await made.generate();
    assert.deepEqual([undecided, changes], [[], ['rename column book.notes to remarks']]);
  });

  it('keeps what both options have in common outside of them', async () => {
    const made = await makeWanted(`${RENAMED}CREATE TABLE author (id INTEGER PRIMARY KEY);`);
    const { text } = await made.generate();
    assert.equal(text.match(/CREATE TABLE author/g)?.length, 1);
    assert.match(text, /^CREATE TABLE author/m);
  });

  it('leaves an option out that was not proven, and says why', async () => {
    const made = await makeWanted(RENAMED);
    const comparison = await readDifference(made.project, {}, made.runtime);
    const { text, attempts } = draftScript(comparison, {
      project: made.project,
      allowDestructive: false,
      renames: { tables: [], columns: [] },
      provenOn: 'nothing',
      count: (plan) => plan,
      unproven: new Map([[1, 'it snows']]),
    });
    assert.deepEqual(
      attempts.map(({ number }) => number),
      [0],
    );
    assert.match(text, /^-- Option 1: column book\.notes is renamed to remarks/m);
    assert.match(text, /^-- No option: column book\.notes is dropped and .*: it snows\.$/m);
    assert.doesNotMatch(text, /^-- Option 2/m);
  });

  it('is one question for a table, whose columns keep their rows', async () => {
    const made = await makeWanted(
      FIRST.replaceAll(/(TABLE|REFERENCES|UPDATE) shelf /g, '$1 shelves '),
    );
    const { undecided, text, file } = await made.generate();
    assert.deepEqual(
      undecided.map(({ table, from, to }) => [table, from, to]),
      [[null, 'shelf', 'shelves']],
    );
    assert.match(text, /^-- No option: table shelf is dropped .*: book: .*\(3 rows\)\.$/m);
    writeFileSync(file ?? '', chosen(text, 1));
    assert.equal((await made.run()).error, undefined);
    assert.equal(rows(made.database, 'SELECT * FROM shelves').length, 2);
  });
});

/** The script as somebody leaves it who has chosen an option. */
function chosen(text: string, option: 1 | 2): string {
  let inside = false;
  const lines = text.split('\n').flatMap((line) => {
    if (line.startsWith('SELECT choose_an_option')) return [];
    const head = /^-- Option (\d)/.exec(line);
    if (head !== null) inside = Number(head[1]) === option;
    if (line === '-- End of the options.') inside = false;
    return inside && head === null ? [line.replace(/^-- /, '')] : [line];
  });
  return lines.join('\n');
}
