import { unquote, foldName } from '../../sql/identifier.ts';
import { atStatement } from '../objects.ts';
import type { LintedScript, Rule } from '../rule.ts';
import type { WalkedStatement } from '../walk.ts';

export const breaksObject: Rule = {
  code: 'FM214',
  name: 'breaks-object',
  severity: 'error',
  title: 'The script leaves a view or a trigger that does not work',
  why: `SQLite does not look into views and triggers when it drops a table, nor when it makes a view. They fail later, when a
program uses them, and they block the next RENAME. Make them again to fit, or drop them.`,
  bad: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\nCREATE VIEW titles AS SELECT title FROM book;',
    script: '-- fastmigrate-ignore drop-table: nobody reads\nDROP TABLE book;\n',
  },
  good: {
    before:
      'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\nCREATE VIEW titles AS SELECT title FROM book;',
    script: 'DROP VIEW titles;\n-- fastmigrate-ignore drop-table: nobody reads\nDROP TABLE book;\n',
  },
  *check(script) {
    if (script.statements.some(({ error }) => error !== null)) return;
    for (const [object, message] of script.broken) {
      const place = placeOf(script, object, message);
      if (place)
        yield atStatement(place, `The ${object} does not work after this script: ${message}`);
    }
  },
};

/** The statement that made the object, else the last one that names what is missing. */
function placeOf(
  { statements }: LintedScript,
  object: string,
  message: string,
): WalkedStatement | undefined {
  const name = object.slice(object.indexOf(' ') + 1);
  const made = statements.findLast(
    ({ form }) => form.kind === 'create' && foldName(form.name) === name,
  );
  const words = new Set(message.split(/[\s.:]+/).map(foldName));
  const named = statements.findLast(
    ({ lexemes, form }) =>
      /^(?:drop|rename|alter|add)/.test(form.kind) &&
      lexemes.some(
        ({ kind, text }) =>
          (kind === 'word' || kind === 'quoted') &&
          text.length > 1 &&
          words.has(foldName(unquote(text))),
      ),
  );
  return made ?? named ?? statements.at(-1);
}
