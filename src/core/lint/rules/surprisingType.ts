import type { Column } from '../../schema/model.ts';
import { atStatement, columnNamed, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const surprisingType: Rule = {
  code: 'FM306',
  name: 'surprising-type',
  severity: 'warning',
  title: 'A type name means something else to SQLite',
  why: `SQLite goes by pieces of the type's name: INT makes INTEGER, CHAR, CLOB and TEXT make TEXT, BLOB makes BLOB, REAL, FLOA
and DOUB make REAL, and anything else NUMERIC. So STRING and UUID are NUMERIC, and a text of digits loses its leading zeros
or turns into 1e5; POINT and PRINT are INTEGER; SERIAL numbers nothing. Write TEXT, INTEGER, REAL, BLOB or NUMERIC.`,
  bad: { script: 'CREATE TABLE person (id INTEGER PRIMARY KEY, phone STRING);\n' },
  good: { script: 'CREATE TABLE person (id INTEGER PRIMARY KEY, phone TEXT);\n' },
  *check(script) {
    for (const statement of script.statements) {
      if (statement.error) continue;
      for (const { table, column } of newColumns(statement)) {
        const means = surprise(column);
        if (means !== undefined)
          yield atStatement(statement, `${table}.${column.name}: the type ${column.type} ${means}`);
      }
    }
  },
};

function newColumns({ form, before, after }: Parameters<typeof atStatement>[0]): readonly {
  readonly table: string;
  readonly column: Column;
}[] {
  if (form.kind === 'add-column') {
    const column = columnNamed(tableNamed(after, form.table), form.column);
    return column ? [{ table: form.table, column }] : [];
  }
  if (
    form.kind !== 'create' ||
    form.object !== 'table' ||
    form.asSelect ||
    tableNamed(before, form.name)
  )
    return [];
  return (tableNamed(after, form.name)?.columns ?? []).map((column) => ({
    table: form.name,
    column,
  }));
}

/** Names that mean text to people, and do not hold what SQLite looks for. */
const TEXTS = /^(?:string|str|uuid|guid|uniqueidentifier|enum|json|jsonb|xml|citext|inet|name)\b/i;

function surprise({ type, affinity }: Column): string | undefined {
  if (/serial/i.test(type)) return 'numbers nothing; write INTEGER PRIMARY KEY';
  if (affinity === 'NUMERIC' && TEXTS.test(type) && !/^json/i.test(type))
    return 'is NUMERIC, so texts of digits become numbers; write TEXT';
  if (affinity === 'INTEGER' && /point|print|interval/i.test(type))
    return 'is INTEGER because it holds INT';
  return undefined;
}
