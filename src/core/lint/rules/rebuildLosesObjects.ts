import { sameName } from '../../sql/identifier.ts';
import type { Schema } from '../../schema/model.ts';
import { atStatement, listed, statementsOf } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { LintedScript, Rule } from '../rule.ts';

export const rebuildLosesObjects: Rule = {
  code: 'FM110',
  name: 'rebuild-loses-objects',
  severity: 'error',
  title: 'A rebuild loses indexes or triggers',
  why: `DROP TABLE drops the table's indexes and triggers too, and the new table has none. Make them again after the rename,
with the text that SQLite has stored (\`fastmigrate show\` prints it). One that is dropped by name, or whose column is gone,
is meant to go.`,
  bad: {
    before: `CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);
CREATE INDEX book_title ON book (title);`,
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT, price INTEGER);
INSERT INTO book_new (id, title) SELECT id, title FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
`,
  },
  good: {
    before: `CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);
CREATE INDEX book_title ON book (title);`,
    script: `CREATE TABLE book_new (id INTEGER PRIMARY KEY, title TEXT, price INTEGER);
INSERT INTO book_new (id, title) SELECT id, title FROM book;
DROP TABLE book;
ALTER TABLE book_new RENAME TO book;
CREATE INDEX book_title ON book (title);
`,
  },
  *check(script) {
    // What is not made because its statement fails is not forgotten.
    if (script.statements.some(({ error }) => error !== null)) return;
    for (const { before, after, drop } of rebuildsOf(script)) {
      const gone = [
        ...lost(script, before.name, 'indexes'),
        ...lost(script, before.name, 'triggers'),
      ].filter(({ sql }) => !usesGoneColumn(sql, before.columns, after.columns));
      if (gone.length === 0) continue;
      const fixes = [
        {
          kind: 'edit' as const,
          title: gone.length === 1 ? 'Make it again at the end' : 'Make them again at the end',
          edits: [
            { start: script.text.length, end: script.text.length, text: ending(script.text, gone) },
          ],
        },
      ];
      yield {
        ...atStatement(
          drop,
          `${listed(gone.map(({ name }) => name))} went with ${before.name} and ${gone.length === 1 ? 'is' : 'are'} not made again`,
        ),
        fixes,
      };
    }
  },
};

interface Lost {
  readonly name: string;
  readonly sql: string;
}

function lost(script: LintedScript, table: string, kind: 'indexes' | 'triggers'): readonly Lost[] {
  const of = (schema: Schema): readonly (Lost & { readonly table: string })[] => schema[kind];
  const droppedByName = statementsOf(script, 'drop').map(({ form }) => form.name);
  const after = of(script.end);
  // An index that does the same under another name is as good.
  const isThere = ({ name, sql }: Lost): boolean =>
    after.some((each) => sameName(each.name, name) || rest(each) === rest({ name, sql }));
  return of(script.start).filter(
    (each) =>
      sameName(each.table, table) &&
      !isThere(each) &&
      !droppedByName.some((name) => sameName(name, each.name)),
  );
}

function rest({ name, sql }: Lost): string {
  return sql.replaceAll(name, '').replaceAll(/["\s]/g, '').toLowerCase();
}

function usesGoneColumn(
  sql: string,
  before: readonly { readonly name: string }[],
  after: readonly { readonly name: string }[],
): boolean {
  return before
    .filter(({ name }) => !after.some((column) => sameName(column.name, name)))
    .some(({ name }) => sql.toLowerCase().includes(name.toLowerCase()));
}

function ending(text: string, objects: readonly Lost[]): string {
  const before = text === '' || text.endsWith('\n') ? '' : '\n';
  return before + objects.map(({ sql }) => `${sql}\n;\n`).join('');
}
