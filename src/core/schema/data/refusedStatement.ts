import { SqliteFailure } from '../../database/connection.ts';
import { MigrateError } from '../../errors.ts';
import { foldName, unquote } from '../../sql/identifier.ts';
import { significantTokens } from '../../sql/token.ts';
import { named } from '../diff/names.ts';
import type { Schema } from '../model.ts';

/** SQLite reads all views and triggers again as it renames something or drops a column. */
const OBJECT_ERROR =
  /^error in (?<kind>view|trigger) (?<name>.+?)(?<change> after rename| after drop column)?: (?<error>.*)$/s;

/** What SQLite says of a statement whatever the rows are. */
const NOT_ABOUT_ROWS = /^no such |^near "|^object name reserved|^there is | already /;

/**
 * What keeps a statement of a generated script from running where the script is not to blame: `not-plannable` for a view
 * or a trigger that does not compile, which keeps SQLite from changing tables, `data-violates` for rows for which an
 * expression of the desired schema fails. Undefined for all else. `broken` has the views and triggers that did not compile
 * before, as `brokenObjects` has them.
 */
export function blamelessFailure(
  error: unknown,
  to: Schema,
  broken: () => ReadonlyMap<string, string>,
): MigrateError | undefined {
  if (!MigrateError.is(error, 'statement-failed')) return undefined;
  const { reason, statement } = error.failure;
  const { kind, name, change, error: message } = OBJECT_ERROR.exec(reason)?.groups ?? {};
  if (kind !== undefined && name !== undefined) {
    if (change === undefined && !broken().has(`${kind} ${foldName(name)}`)) return undefined;
    const when = change === undefined ? 'does not compile' : 'would not compile any more';
    const problem = { object: name, reason: `this ${kind} ${when}: ${message ?? ''}` };
    return new MigrateError({ code: 'not-plannable', problems: [problem] }, { cause: error });
  }
  // A constraint that rows violate has another code, and is found before.
  if (!(error.cause instanceof SqliteFailure) || error.cause.code !== 'ERROR') return undefined;
  const owner = NOT_ABOUT_ROWS.test(reason) ? undefined : expressionOwner(statement, to);
  if (owner === undefined) return undefined;
  const problem = {
    object: owner.object,
    reason: `${owner.what} cannot be worked out for every row: SQLite says ${reason}`,
  };
  return new MigrateError({ code: 'data-violates', problems: [problem] }, { cause: error });
}

/** The object whose expressions a statement works out for rows that are there; undefined for none. */
function expressionOwner(
  statement: string,
  to: Schema,
): { readonly object: string; readonly what: string } | undefined {
  const words = [...significantTokens(statement)].map(({ start, end }) =>
    statement.slice(start, end),
  );
  const [first = '', second = ''] = words.map(foldName);
  const wordAt = (at: number): string => unquote(words[at] ?? '');
  const indexOf = (word: string): number => words.findIndex((each) => foldName(each) === word);
  if (first === 'create' && (second === 'index' || second === 'unique')) {
    const on = indexOf('on');
    return { object: wordAt(on - 1), what: `this index of ${wordAt(on + 1)}` };
  }
  // A rebuild copies rows from a table into one that takes its place, or out of one that kept them.
  const places = {
    insert: [indexOf('into'), words.lastIndexOf('FROM')],
    alter: [indexOf('table')],
  };
  if (first !== 'insert' && first !== 'alter') return undefined;
  const table = places[first].map((at) => named(to.tables, wordAt(at + 1))).find(Boolean);
  return table && { object: table.name, what: 'a CHECK or a generated column of this table' };
}
