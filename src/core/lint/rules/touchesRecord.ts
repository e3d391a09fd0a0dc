import { atStatement } from '../objects.ts';
import type { Rule } from '../rule.ts';
import type { WalkedStatement } from '../walk.ts';

export const touchesRecord: Rule = {
  code: 'FM401',
  name: 'touches-record',
  severity: 'error',
  title: 'A script writes to the tables of the version record',
  why: `_meta and _migrations say which scripts were applied, and only the runner writes to them. A script that does is
refused and rolled back. To set the version by hand use \`fastmigrate baseline\`.`,
  bad: { script: 'UPDATE _meta SET version = 7;\n' },
  good: { script: 'SELECT version FROM _meta;\n' },
  *check({ statements }) {
    for (const statement of statements) {
      const name = writtenTable(statement);
      if (name !== undefined && /^_(?:meta|migrations)$/i.test(name))
        yield atStatement(statement, `Only the runner may write to ${name}`);
    }
  },
};

function writtenTable({ form }: WalkedStatement): string | undefined {
  switch (form.kind) {
    case 'create':
      return form.object === 'trigger'
        ? (form.table ?? undefined)
        : form.object === 'index'
          ? undefined
          : form.name;
    case 'drop':
      return form.name;
    case 'rename-table':
      return /^_(?:meta|migrations)$/i.test(form.to) ? form.to : form.table;
    case 'add-column':
    case 'drop-column':
    case 'rename-column':
    case 'alter':
    case 'insert':
    case 'update':
    case 'delete':
      return form.table;
    default:
      return undefined;
  }
}
