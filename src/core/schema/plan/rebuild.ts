import { quoteIdentifier, sameName } from '../../sql/identifier.ts';
import { tableChangeText } from '../diff/describeTable.ts';
import { named } from '../diff/names.ts';
import type { Table } from '../model.ts';
import { canonicalString } from '../parse/canonical.ts';
import { isName, lexemesOf, nameOf } from '../parse/reader.ts';
import { hazard, step } from '../step.ts';
import type { Hazard, Step } from '../step.ts';
import { editTable } from './editTable.ts';
import { hazardsOfChange } from './hazard.ts';
import { keyHazards } from './keyHazard.ts';
import { freeRowid, rowidAlias, rowsOf } from './rowsAfter.ts';
import { freeName, keptObjects, oldColumn } from './scope.ts';
import type { Scope, TableScope } from './scope.ts';
import { storageHazards } from './storageHazard.ts';

/** Values that a rebuild copies: from which expressions, into which columns. */
interface Copy {
  readonly into: readonly string[];
  readonly from: readonly string[];
}

/** The step that makes a table anew and moves its rows, for what SQLite cannot change in place. */
export function rebuildStep(scope: Scope, table: TableScope): Step {
  const { live, after, changes } = table;
  const between = freeName(scope, live.name);
  const differences = changes.map((change) => tableChangeText(after.name, change));
  const moves = refersToItself(after) ? movedTwice(table, between) : movedOnce(table, between);
  const description = `Rebuild table ${after.name}: ${differences.join(', ')}`;
  const sql = [...moves, ...keptObjects(scope, live).map((object) => object.sql)];
  // Statistics go with the old table.
  if (scope.from.analyzed === true) sql.push(`ANALYZE ${quoteIdentifier(after.name)}`);
  return step('rebuild-table', after.name, description, sql, [
    ...changes.flatMap((change) => hazardsOfChange(scope, table, change)),
    ...keyHazards(scope, table),
    ...storageHazards(table),
    ...rowidHazards(table),
  ]);
}

/** Why no rebuild can keep the rows, or undefined where one can. */
export function obstacleOf(table: TableScope): string | undefined {
  const { into } = copyOf(table);
  return into.length > 0
    ? undefined
    : 'none of its columns stays, so its rows cannot be told apart';
}

/**
 * The order that SQLite asks for: new, copy, drop, rename. In the mode of old, the rename leaves views, triggers and
 * foreign keys of others alone, which name the table as it was and will be. https://sqlite.org/lang_altertable.html#otheralter
 */
function movedOnce(table: TableScope, between: string): string[] {
  const { live, after } = table;
  const [name, other] = [quoteIdentifier(live.name), quoteIdentifier(between)];
  const { into, from } = copyOf(table);
  return [
    editTable(live, after, between),
    `${insertInto(after, other, into)} SELECT ${from.join(', ')} FROM ${name}`,
    ...(keepsSequence(table) ? sequenceUnder(between, live.name) : []),
    `DROP TABLE ${name}`,
    'PRAGMA legacy_alter_table = ON',
    `ALTER TABLE ${other} RENAME TO ${name}`,
    'PRAGMA legacy_alter_table = OFF',
  ];
}

/** A CHECK that names its own table can be made under that name only, so the rows wait in a table without constraints. */
function movedTwice(table: TableScope, between: string): string[] {
  const { live, after } = table;
  const [name, other] = [quoteIdentifier(live.name), quoteIdentifier(between)];
  const { into, from } = copyOf(table);
  const waiting = into.map((_, index) => `v${index + 1}`);
  const values = from.map((value, index) => `${value} AS ${waiting[index] ?? ''}`);
  const keeps = keepsSequence(table);
  return [
    `CREATE TABLE ${other} AS SELECT ${values.join(', ')} FROM ${name}`,
    ...(keeps ? sequenceUnder(between, live.name) : []),
    `DROP TABLE ${name}`,
    editTable(live, after, live.name),
    `${insertInto(after, name, into)} SELECT ${waiting.join(', ')} FROM ${other}`,
    ...(keeps ? [...sequenceUnder(live.name, between), noSequenceUnder(between)] : []),
    `DROP TABLE ${other}`,
  ];
}

/** A constraint may say what becomes of a row that violates it. No row is dropped or altered here. */
function insertInto({ canonical }: Table, name: string, columns: readonly string[]): string {
  const or = canonical.includes(' on conflict ') ? ' OR ABORT' : '';
  return `INSERT${or} INTO ${name} (${columns.join(', ')})`;
}

/** What a rebuild copies: what both tables have, without generated columns, and the rowid. */
function copyOf({ live, after }: TableScope): Copy {
  const rowid = freeRowid(live);
  const alias = rowidAlias(after);
  const into: string[] = [];
  const from: string[] = [];
  const both = freeRowid(live, after);
  if (alias === null && both !== undefined) {
    into.push(both);
    from.push(both);
  }
  for (const { name, generated } of after.columns) {
    if (generated) continue;
    const old = named(live.columns, name);
    const isRowid = alias !== null && sameName(alias, name);
    const source = old ? quoteIdentifier(old.name) : isRowid ? rowid : undefined;
    if (source === undefined) continue;
    into.push(quoteIdentifier(name));
    from.push(source);
  }
  return { into, from };
}

function keepsSequence({ live, after }: TableScope): boolean {
  return live.primaryKey?.autoincrement === true && after.primaryKey?.autoincrement === true;
}

/**
 * Carries the highest number that AUTOINCREMENT has given from one name to another, for an empty table too. A row that
 * is missing stays missing. https://sqlite.org/autoinc.html
 */
function sequenceUnder(to: string, from: string): string[] {
  const [target, source] = [canonicalString(to), canonicalString(from)];
  return [
    noSequenceUnder(to),
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${target}, max(seq) FROM sqlite_sequence WHERE name = ${source} GROUP BY name`,
  ];
}

function noSequenceUnder(name: string): string {
  return `DELETE FROM sqlite_sequence WHERE name = ${canonicalString(name)}`;
}

function rowidHazards(table: TableScope): Hazard[] {
  const { before, live, after } = table;
  if (live.withoutRowid || after.withoutRowid || rowidAlias(live) !== null) return [];
  const rows = rowsOf(before.name);
  const alias = rowidAlias(after);
  const rowid = alias === null ? freeRowid(live, after) : freeRowid(before);
  if (rowid === undefined) {
    const message = `Columns of ${after.name} take all names of its rowid, so rowids may change.`;
    return [hazard('rowid', after.name, message, rows)];
  }
  const key = alias === null ? undefined : oldColumn(table, alias);
  if (!key) return [];
  const message = `The rowid of ${after.name} becomes the value of ${alias ?? ''}.`;
  const query = `${rows} WHERE ${rowid} IS NOT ${quoteIdentifier(key.name)}`;
  return [hazard('rowid', after.name, message, query)];
}

/** Whether an expression of the table puts the table's name before a column. */
function refersToItself({ name, sql }: Table): boolean {
  const { lexemes } = lexemesOf(sql);
  return lexemes.some(
    (lexeme, at) =>
      isName(lexeme) && sameName(nameOf(lexeme), name) && lexemes[at + 1]?.text === '.',
  );
}
