import { sameName, unquote } from '../../sql/identifier.ts';
import { readLexemes } from '../form.ts';
import { atStatement } from '../objects.ts';
import { rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const rebuildMovesRowids: Rule = {
  code: 'FM113',
  name: 'rebuild-moves-rowids',
  severity: 'warning',
  title: 'A rebuild gives rows new rowids, and a full-text index goes by the old ones',
  why: `Rows of a table without an INTEGER PRIMARY KEY get new rowids when they are copied. A full-text table with
\`content=\` finds its rows by rowid, so it then finds the wrong ones. Copy the rowid too, or rebuild the index.`,
  bad: {
    before: `CREATE TABLE note (body TEXT);
CREATE VIRTUAL TABLE note_text USING fts5 (body, content='note');`,
    script: `CREATE TABLE note_new (body TEXT NOT NULL DEFAULT '');
INSERT INTO note_new (body) SELECT ifnull(body, '') FROM note;
DROP TABLE note;
ALTER TABLE note_new RENAME TO note;
`,
  },
  good: {
    before: `CREATE TABLE note (body TEXT);
CREATE VIRTUAL TABLE note_text USING fts5 (body, content='note');`,
    script: `CREATE TABLE note_new (body TEXT NOT NULL DEFAULT '');
INSERT INTO note_new (rowid, body) SELECT rowid, ifnull(body, '') FROM note;
DROP TABLE note;
ALTER TABLE note_new RENAME TO note;
`,
  },
  *check(script) {
    for (const { before, after, copies } of rebuildsOf(script)) {
      if (before.withoutRowid || (after.primaryKey?.rowidAlias ?? null) !== null) continue;
      const index = script.end.virtualTables.find(({ sql }) => hasContent(sql, before.name));
      const [copy] = copies;
      if (
        !index ||
        !copy ||
        copy.statement.form.columns?.some((name) => /^(?:rowid|oid|_rowid_)$/i.test(name))
      )
        continue;
      yield atStatement(
        copy.statement,
        `Rows of ${before.name} get new rowids, by which ${index.name} finds them`,
      );
    }
  },
};

function hasContent(sql: string, table: string): boolean {
  const lexemes = readLexemes(sql);
  return lexemes.some(
    ({ word }, index) =>
      word === 'content' &&
      lexemes[index + 1]?.text === '=' &&
      sameName(unquote(lexemes[index + 2]?.text ?? ''), table),
  );
}
