import type { StatementError, WalkedStatement } from './walk.ts';

/** Which rule speaks about a statement that SQLite does not take. */
export type FailureKind =
  | 'not-null-column'
  | 'changing-default'
  | 'new-check'
  | 'column-kind'
  | 'alter'
  | 'drop-column'
  | 'rows'
  | 'schema-table'
  | 'shell-command'
  | 'extension'
  | 'statement';

/** Failures of ADD COLUMN, by what SQLite says. https://sqlite.org/lang_altertable.html#altertabaddcol */
const ADD_COLUMN: readonly (readonly [RegExp, FailureKind])[] = [
  [/^Cannot add a NOT NULL column/i, 'not-null-column'],
  [/^Cannot add a column with non-constant default/i, 'changing-default'],
  [/^CHECK constraint failed/i, 'new-check'],
  [/^cannot add a (?:UNIQUE|PRIMARY KEY|STORED) column/i, 'column-kind'],
];

/** Tells failures apart that have a rule of their own. */
export function failureKind(
  { form, text }: WalkedStatement,
  { message, code }: StatementError,
): FailureKind {
  if (form.kind === 'add-column')
    return (
      ADD_COLUMN.find(([pattern]) => pattern.test(message))?.[1] ??
      (isSyntax(message) ? 'alter' : 'statement')
    );
  if (form.kind === 'alter' && isSyntax(message)) return 'alter';
  if (form.kind === 'drop-column' && /^cannot drop|after drop column/.test(message))
    return 'drop-column';
  if (form.kind === 'drop-column' && isSyntax(message)) return 'alter';
  if (/^table sqlite_\w+ may not be modified/.test(message)) return 'schema-table';
  if (message === 'not authorized' && /load_extension/i.test(text)) return 'extension';
  if (isSyntax(message) && text.startsWith('.')) return 'shell-command';
  return code === 'CONSTRAINT' ? 'rows' : 'statement';
}

function isSyntax(message: string): boolean {
  return /^near ".*": syntax error$/s.test(message);
}

/** The failures of one kind in a script. `withRow` marks those that need a row to show. */
export function* failuresOf(
  statements: readonly WalkedStatement[],
  kind: FailureKind,
): Generator<{
  readonly statement: WalkedStatement;
  readonly error: StatementError;
  readonly withRow: boolean;
}> {
  for (const statement of statements) {
    const { error, errorWithRow } = statement;
    if (error && failureKind(statement, error) === kind) yield { statement, error, withRow: false };
    else if (errorWithRow && failureKind(statement, errorWithRow) === kind)
      yield { statement, error: errorWithRow, withRow: true };
  }
}
