import type { ColumnClause, ConflictClause, Constraint, KeyPart } from '../model.ts';
import { canonicalList, canonicalName, expressionOf } from './canonical.ts';
import { readDefault } from './defaultValue.ts';
import {
  addCheck,
  addForeignKey,
  addPrimaryKey,
  addUnique,
  canonicalConstraint,
  deferLast,
  readConflict,
  readConstraintName,
} from './draft.ts';
import type { ColumnDraft, Place, TableDraft } from './draft.ts';
import {
  canonicalReference,
  readDeferral,
  readNames,
  readReference,
  seesDeferral,
} from './foreignKey.ts';
import { keyPartsOf } from './keyPart.ts';
import { nameOf } from './reader.ts';
import type { LexemeReader } from './reader.ts';

/** A clause as a reader of one kind leaves it. */
export interface ReadClause {
  readonly kind: ColumnClause['kind'];
  readonly words: string;
  readonly conflict?: ConflictClause;
  /** For a constraint that has a name and belongs to the table. */
  readonly lift?: (place: Place) => Constraint;
}

type ReadKind = (reader: LexemeReader, column: ColumnDraft, table: TableDraft) => ReadClause | null;

const READERS: ReadonlyMap<string, ReadKind> = new Map<string, ReadKind>([
  ['primary', readPrimaryKey],
  ['not', readNotNull],
  ['null', readNull],
  ['unique', readUnique],
  ['check', readCheck],
  ['default', readDefaultClause],
  ['collate', readCollate],
  ['references', readReferences],
  ['deferrable', readLateDeferral],
  ['generated', readGenerated],
  ['always', readGenerated],
  ['as', readGenerated],
]);

/** Clauses that are lifted to the table and so are not among a column's own properties. */
export const LIFTED: ReadonlySet<ColumnClause['kind']> = new Set([
  'primary-key',
  'unique',
  'check',
  'references',
]);

/**
 * Reads one clause of a column, puts what it says into the column and the table, and gives it back; null where
 * the text has a name and no constraint. Throws `unreadable-schema`.
 */
export function readClause(
  reader: LexemeReader,
  column: ColumnDraft,
  table: TableDraft,
): ColumnClause | null {
  const start = reader.peek();
  if (!start) throw reader.failure();
  const name = readConstraintName(reader);
  if (reader.done || reader.seesOperator(',')) return null;
  const read = READERS.get(reader.peek()?.word ?? '');
  if (!read) throw reader.failure();
  const clause = read(reader, column, table);
  if (!clause) return null;
  const { kind, words, conflict = null, lift } = clause;
  const span = reader.spanFrom(start);
  lift?.({ name, span, ofColumn: column.name });
  const isNotNull = kind === 'not-null';
  if (isNotNull) column.notNull = { name, conflict };
  // The names of other clauses do not count.
  const named = isNotNull || LIFTED.has(kind) ? name : null;
  return { kind, span, canonical: canonicalConstraint(named, words, conflict) };
}

function readPrimaryKey(reader: LexemeReader, column: ColumnDraft, table: TableDraft): ReadClause {
  reader.expect('primary', 'key');
  const descending = reader.accept('desc');
  if (!descending) reader.accept('asc');
  const conflict = readConflict(reader);
  const autoincrement = reader.accept('autoincrement');
  const parts = [{ ...partOf(column), descending }];
  return {
    kind: 'primary-key',
    words: `primary key${descending ? ' desc' : ''}${autoincrement ? ' autoincrement' : ''}`,
    conflict,
    lift: (place) => addPrimaryKey(table, place, { parts, conflict, autoincrement }),
  };
}

function readNotNull(reader: LexemeReader, column: ColumnDraft, table: TableDraft): ReadClause {
  if (seesDeferral(reader)) return readLateDeferral(reader, column, table);
  reader.expect('not', 'null');
  return { kind: 'not-null', words: 'not null', conflict: readConflict(reader) };
}

/** SQLite takes NULL and gives it no meaning. */
function readNull(reader: LexemeReader): ReadClause {
  reader.expect('null');
  readConflict(reader);
  return { kind: 'null', words: 'null' };
}

/** Reads UNIQUE of a column, or of a table where `column` is null. */
export function readUnique(
  reader: LexemeReader,
  column: ColumnDraft | null,
  table: TableDraft,
): ReadClause {
  reader.expect('unique');
  const parts = column ? [partOf(column)] : keyPartsOf(reader.sql, reader.group());
  const conflict = readConflict(reader);
  return {
    kind: 'unique',
    words: 'unique',
    conflict,
    lift: (place) => addUnique(table, place, { parts, conflict }),
  };
}

/** Reads CHECK of a column, which takes no conflict clause, or of a table where `column` is null. */
export function readCheck(
  reader: LexemeReader,
  column: ColumnDraft | null,
  table: TableDraft,
): ReadClause {
  reader.expect('check');
  const expression = expressionOf(reader.sql, reader.group(), table.names);
  const conflict = column ? null : readConflict(reader);
  return {
    kind: 'check',
    words: `check ${canonicalList([expression.canonical])}`,
    lift: (place) => addCheck(table, place, { expression, conflict }),
  };
}

function readDefaultClause(
  reader: LexemeReader,
  column: ColumnDraft,
  table: TableDraft,
): ReadClause {
  reader.expect('default');
  const expression = readDefault(reader, table.names);
  const isNull = expression.canonical === 'null';
  column.default = isNull ? null : expression;
  return { kind: 'default', words: `default ${expression.canonical}` };
}

function readCollate(reader: LexemeReader, column: ColumnDraft): ReadClause {
  reader.expect('collate');
  const collation = nameOf(reader.name());
  const canonical = canonicalName(collation);
  column.collation = canonical === 'binary' ? null : collation;
  return { kind: 'collate', words: `collate ${canonical}` };
}

/** Reads REFERENCES of a column, or FOREIGN KEY of a table where `column` is null. */
export function readReferences(
  reader: LexemeReader,
  column: ColumnDraft | null,
  table: TableDraft,
): ReadClause {
  if (!column) reader.expect('foreign', 'key');
  const columns = column ? [column.name] : readNames(reader);
  reader.expect('references');
  const reference = readReference(reader);
  return {
    kind: 'references',
    words: canonicalReference(reference),
    lift: (place) => addForeignKey(table, place, { ...reference, columns }),
  };
}

/** A column as the only part of its key. */
function partOf({ name }: ColumnDraft): KeyPart {
  return { column: name, expression: null, collation: null, descending: false };
}

/** A DEFERRABLE that other clauses keep apart from its REFERENCES. */
function readLateDeferral(
  reader: LexemeReader,
  _column: ColumnDraft,
  table: TableDraft,
): ReadClause {
  const deferred = readDeferral(reader);
  deferLast(table, deferred);
  return { kind: 'references', words: deferred ? 'deferrable initially deferred' : 'deferrable' };
}

/** SQLite takes GENERATED ALWAYS without an expression too, and gives it no meaning. */
function readGenerated(
  reader: LexemeReader,
  column: ColumnDraft,
  table: TableDraft,
): ReadClause | null {
  reader.accept('generated');
  reader.accept('always');
  if (!reader.accept('as')) return null;
  const expression = expressionOf(reader.sql, reader.group(), table.names);
  const stored = reader.accept('stored');
  if (!stored) reader.accept('virtual');
  column.generated = { expression, storage: stored ? 'STORED' : 'VIRTUAL' };
  const words = `as ${canonicalList([expression.canonical])}${stored ? ' stored' : ''}`;
  return { kind: 'generated', words };
}
