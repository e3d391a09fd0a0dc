import type { Column, ForeignKey, Index, Schema, Table } from '../schema/model.ts';
import { depthOf, nameOf, splitAtCommas } from '../schema/parse/reader.ts';
import { sameName } from '../sql/identifier.ts';
import type { Draft } from './finding.ts';
import type { LintedScript } from './rule.ts';
import type { StatementForm } from './form.ts';
import type { WalkedStatement } from './walk.ts';

/** The table of a name, or undefined. */
export function tableNamed({ tables }: Schema, name: string): Table | undefined {
  return tables.find((table) => sameName(table.name, name));
}

/** The column of a name, or undefined. */
export function columnNamed(table: Table | undefined, name: string): Column | undefined {
  return table?.columns.find((column) => sameName(column.name, name));
}

/** Whether a list has a name. */
export function hasName(names: readonly (string | null)[], name: string): boolean {
  return names.some((each) => each !== null && sameName(each, name));
}

/** A statement of one form. */
export type StatementOf<K extends StatementForm['kind']> = WalkedStatement & {
  readonly form: Extract<StatementForm, { readonly kind: K }>;
};

/** The statements of one form. */
export function statementsOf<K extends StatementForm['kind']>(
  { statements }: Pick<LintedScript, 'statements'>,
  kind: K,
): readonly StatementOf<K>[] {
  return statements.filter(
    (statement): statement is StatementOf<K> => statement.form.kind === kind,
  );
}

/** A finding about a whole statement, without its semicolon. */
export function atStatement({ start, end, lexemes }: WalkedStatement, message: string): Draft {
  const last = lexemes.at(-1);
  return { message, start, end: last ? start + last.end : end };
}

/** A finding about some of the statement's lexemes, or the whole statement where there are none. */
export function atLexemes(
  statement: WalkedStatement,
  lexemes: readonly { readonly start: number; readonly end: number }[],
  message: string,
): Draft {
  const first = lexemes[0];
  const last = lexemes.at(-1);
  if (!first || !last) return atStatement(statement, message);
  return { message, start: statement.start + first.start, end: statement.start + last.end };
}

/** A finding about one column: its definition where the statement makes the table of that name, else the whole statement. */
export function atColumn(
  statement: WalkedStatement,
  table: string,
  column: string | undefined,
  message: string,
): Draft {
  const { form, lexemes } = statement;
  const makes = form.kind === 'create' && form.object === 'table' && sameName(form.name, table);
  const from = lexemes.findIndex((lexeme) => depthOf(lexeme) === 1) + 1;
  const to = lexemes.findLastIndex((lexeme) => depthOf(lexeme) === -1);
  const definition =
    makes && column !== undefined && from > 0
      ? splitAtCommas(lexemes.slice(from, to)).find(
          ([name]) => name && sameName(nameOf(name), column),
        )
      : undefined;
  return atLexemes(statement, definition ?? [], message);
}

/** Foreign keys of all tables, each with its table. */
export function foreignKeysOf({
  tables,
}: Schema): readonly { readonly child: Table; readonly key: ForeignKey }[] {
  return tables.flatMap((child) => child.foreignKeys.map((key) => ({ child, key })));
}

/** The columns that some unique key of a table consists of, with the primary key; partial indexes are none. */
export function uniqueKeys(
  table: Table,
  indexes: readonly Index[],
): readonly (readonly string[])[] {
  const keys = [
    ...(table.primaryKey ? [table.primaryKey.parts] : []),
    ...table.uniques.map(({ parts }) => parts),
    ...indexes
      .filter((index) => index.unique && index.where === null && sameName(index.table, table.name))
      .map(({ parts }) => parts),
  ];
  return keys
    .map((parts) => parts.map(({ column }) => column))
    .filter((columns): columns is string[] => columns.every((column) => column !== null));
}

/** Names as prose: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

/** Whether the script switches foreign keys on before a statement, so that SQLite enforces them there. */
export function enforcesForeignKeys(script: LintedScript, { start }: WalkedStatement): boolean {
  const last = statementsOf(script, 'pragma')
    .filter((pragma) => pragma.start < start && pragma.form.name === 'foreign_keys')
    .at(-1);
  return last !== undefined && /^(?:1|on|yes|true)$/.test(last.form.value ?? '');
}
