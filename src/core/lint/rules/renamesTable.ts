import { atStatement, statementsOf } from '../objects.ts';
import { nameAtStart, rebuildsOf } from '../rebuild.ts';
import type { Rule } from '../rule.ts';

export const renamesTable: Rule = {
  code: 'FM502',
  name: 'renames-table',
  severity: 'info',
  title: 'A table gets another name, which programs must know',
  why: `Programs that still use the old name fail from the moment of the migration. Change them at the same time, or leave a
view of the old name.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book RENAME TO work;\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book RENAME TO work;\nCREATE VIEW book AS SELECT id FROM work;\n',
  },
  *check(script) {
    const rebuilt = rebuildsOf(script).map(({ before }) => before.name.toLowerCase());
    for (const statement of statementsOf(script, 'rename-table')) {
      const { table, to } = statement.form;
      const first = nameAtStart(script, statement, table);
      if (first === undefined || rebuilt.includes(first) || statement.error) continue;
      const stays = [...script.end.tables, ...script.end.views].some(
        ({ name }) => name.toLowerCase() === first,
      );
      if (!stays && first === table.toLowerCase())
        yield atStatement(statement, `Programs that use ${table} have to use ${to} from now on`);
    }
  },
};
