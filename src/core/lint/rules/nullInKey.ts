import { atLexemes, columnNamed, statementsOf, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const nullInKey: Rule = {
  code: 'FM304',
  name: 'null-in-key',
  severity: 'info',
  title: 'A PRIMARY KEY without NOT NULL takes NULL',
  why: `By an old mistake that SQLite keeps for compatibility, a PRIMARY KEY that is not an INTEGER takes NULL, and any number
of times, since NULLs are never equal. Add NOT NULL. STRICT and WITHOUT ROWID tables take none.`,
  bad: { script: 'CREATE TABLE country (code TEXT PRIMARY KEY, name TEXT);\n' },
  good: { script: 'CREATE TABLE country (code TEXT NOT NULL PRIMARY KEY, name TEXT);\n' },
  *check(script) {
    for (const statement of statementsOf(script, 'create')) {
      if (statement.form.object !== 'table' || statement.error) continue;
      const table = tableNamed(statement.after, statement.form.name);
      if (!table || tableNamed(statement.before, table.name) || table.withoutRowid || table.strict)
        continue;
      const key = table.primaryKey;
      if (!key || key.rowidAlias !== null) continue;
      // INT and its kin have a rule of their own.
      const [only] = key.parts;
      if (key.parts.length === 1 && columnNamed(table, only?.column ?? '')?.affinity === 'INTEGER')
        continue;
      const open = key.parts.filter(
        ({ column }) => columnNamed(table, column ?? '')?.notNull === null,
      );
      if (open.length > 0)
        yield atLexemes(
          statement,
          [statement.form.nameAt],
          `The primary key of ${table.name} takes NULL in ${open.map(({ column }) => column ?? '').join(', ')}`,
        );
    }
  },
};
