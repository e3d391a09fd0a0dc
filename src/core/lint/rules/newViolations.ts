import type { ForeignKey } from '../../schema/model.ts';
import { sameName } from '../../sql/identifier.ts';
import { atStatement, enforcesForeignKeys, tableNamed } from '../objects.ts';
import { hasParentKey } from '../parentKey.ts';
import type { LintedScript, Rule } from '../rule.ts';
import type { WalkedStatement } from '../walk.ts';

export const newViolations: Rule = {
  code: 'FM212',
  name: 'new-violations',
  severity: 'error',
  title: 'The script leaves rows without their parents',
  why: `Foreign keys are off while a script runs, so that it may do things in any order. What it leaves is checked: new
violations fail the migration, and it is rolled back. This one leaves some on the rows that the scripts themselves have written.`,
  bad: {
    before:
      'CREATE TABLE shelf (id INTEGER PRIMARY KEY);\nCREATE TABLE book (id INTEGER PRIMARY KEY, shelf INTEGER REFERENCES shelf);',
    script: 'INSERT INTO book (id, shelf) VALUES (1, 7);\n',
  },
  good: {
    before:
      'CREATE TABLE shelf (id INTEGER PRIMARY KEY);\nCREATE TABLE book (id INTEGER PRIMARY KEY, shelf INTEGER REFERENCES shelf);',
    script: 'INSERT INTO book (id, shelf) VALUES (1, 7);\nINSERT INTO shelf (id) VALUES (7);\n',
  },
  *check(script) {
    if (script.statements.some(({ error }) => error !== null)) return;
    for (const { table, parent, rows } of script.violations) {
      // A key that cannot be checked has a rule of its own.
      const keys = tableNamed(script.end, table)?.foreignKeys ?? [];
      if (keys.some((key) => !hasParentKey(script.end, key))) continue;
      const place =
        lastAbout(script, table) ?? lastAbout(script, parent) ?? script.statements.at(-1);
      if (place && isTakenAlong(script, place, parent, keys)) continue;
      if (place)
        yield atStatement(
          place,
          `The script leaves ${rows} ${rows === 1 ? 'row' : 'rows'} of ${table} without a parent in ${parent}, so it is rolled back`,
        );
    }
  },
};

/** A walk has foreign keys off. Where the script has them on, they take along, or overwrite, what a deletion leaves there. */
function isTakenAlong(
  script: LintedScript,
  place: WalkedStatement,
  parent: string,
  keys: readonly ForeignKey[],
): boolean {
  const { form } = place;
  const table = form.kind === 'delete' ? form.table : form.kind === 'drop' ? form.name : null;
  return (
    table !== null &&
    sameName(table, parent) &&
    enforcesForeignKeys(script, place) &&
    keys.every((key) => !sameName(key.parent, parent) || /^(?:CASCADE|SET )/.test(key.onDelete))
  );
}

function lastAbout({ statements }: LintedScript, table: string): WalkedStatement | undefined {
  return statements.findLast(({ form }) => {
    if (form.kind === 'drop' || form.kind === 'create') return sameName(form.name, table);
    return 'table' in form && form.table !== null && sameName(form.table, table);
  });
}
