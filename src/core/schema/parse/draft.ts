import { foldName, sameName } from '../../sql/identifier.ts';
import type {
  CheckConstraint,
  Column,
  ConflictClause,
  Constraint,
  ForeignKey,
  PrimaryKey,
  UniqueConstraint,
} from '../model.ts';
import { canonicalList, canonicalName } from './canonical.ts';
import { canonicalReference } from './foreignKey.ts';
import type { Reference } from './foreignKey.ts';
import { canonicalPart } from './keyPart.ts';
import { nameOf } from './reader.ts';
import type { LexemeReader } from './reader.ts';

/** A table while it is read. */
export interface TableDraft {
  /** Names that a token in double quotes can mean in an expression of the table, folded. */
  readonly names: ReadonlySet<string>;
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  /** By folded name, in order. */
  readonly columns: Map<string, ColumnDraft>;
  primaryKey: PrimaryKey | null;
  readonly uniques: UniqueConstraint[];
  readonly checks: CheckConstraint[];
  readonly foreignKeys: ForeignKey[];
}

/** A column while it is read. */
export type ColumnDraft = {
  -readonly [key in 'notNull' | 'collation' | 'default' | 'generated']: Column[key];
} & Pick<Column, 'name' | 'type' | 'canonicalType'>;

/** Where a constraint stands, and its name. */
export type Place = Pick<Constraint, 'name' | 'span' | 'ofColumn'>;

/** Reads `CONSTRAINT name`. One that names nothing may stand before it; the last one counts. */
export function readConstraintName(reader: LexemeReader): string | null {
  let name: string | null = null;
  while (reader.accept('constraint')) name = nameOf(reader.name());
  return name;
}

/** Reads ON CONFLICT. ABORT is what SQLite does anyway, so it reads as nothing. */
export function readConflict(reader: LexemeReader): ConflictClause {
  if (!reader.accept('on', 'conflict')) return null;
  const { word } = reader.name();
  return CONFLICTS.find((clause) => sameName(clause, word)) ?? null;
}

const CONFLICTS = ['ROLLBACK', 'FAIL', 'IGNORE', 'REPLACE'] as const;

/** Words in canonical form, behind the constraint's name and before its conflict clause. */
export function canonicalConstraint(
  name: string | null,
  words: string,
  conflict: ConflictClause = null,
): string {
  const before = name === null ? '' : `constraint ${canonicalName(name)} `;
  return `${before}${words}${conflict === null ? '' : ` on conflict ${conflict.toLowerCase()}`}`;
}

/** Adds the primary key. */
export function addPrimaryKey(
  table: TableDraft,
  place: Place,
  key: Pick<PrimaryKey, 'parts' | 'autoincrement' | 'conflict'>,
): PrimaryKey {
  const whole = integerKeyOf(table, place, key.parts);
  const rowidAlias = table.withoutRowid ? null : whole;
  // SQLite makes a key of one INTEGER column from the column alone and drops a COLLATE of the key.
  const own = whole === null ? key.parts : key.parts.map((p) => ({ ...p, collation: null }));
  const parts = rowidAlias === null ? canonicalParts(table, own) : [canonicalName(rowidAlias)];
  const inner = `${parts.join(' , ')}${key.autoincrement ? ' autoincrement' : ''}`;
  const words = `primary key ${canonicalList([inner])}`;
  const canonical = canonicalConstraint(place.name, words, key.conflict);
  table.primaryKey = { ...place, ...key, parts: own, rowidAlias, canonical };
  return table.primaryKey;
}

/** Adds a UNIQUE constraint. */
export function addUnique(
  table: TableDraft,
  place: Place,
  key: Pick<UniqueConstraint, 'parts' | 'conflict'>,
): UniqueConstraint {
  const words = `unique ${canonicalList(canonicalParts(table, key.parts))}`;
  const canonical = canonicalConstraint(place.name, words, key.conflict);
  return added(table.uniques, { ...place, ...key, canonical });
}

/** Adds a CHECK constraint. SQLite takes ON CONFLICT behind one and gives it no meaning. */
export function addCheck(
  table: TableDraft,
  place: Place,
  check: Pick<CheckConstraint, 'expression' | 'conflict'>,
): CheckConstraint {
  const words = `check ${canonicalList([check.expression.canonical])}`;
  const canonical = canonicalConstraint(place.name, words);
  return added(table.checks, { ...place, ...check, canonical });
}

/** Adds a foreign key. */
export function addForeignKey(
  table: TableDraft,
  place: Place,
  key: Reference & Pick<ForeignKey, 'columns'>,
): ForeignKey {
  return added(table.foreignKeys, { ...place, ...key, canonical: canonicalKey(place, key) });
}

/** Sets when the last foreign key is checked: a DEFERRABLE that stands alone belongs to it. */
export function deferLast(table: TableDraft, deferred: boolean): void {
  const key = table.foreignKeys.pop();
  if (!key) return;
  const changed = { ...key, deferred };
  table.foreignKeys.push({ ...changed, canonical: canonicalKey(changed, changed) });
}

/** A column by its name, as SQLite compares names. */
export function columnNamed(table: TableDraft, name: string): ColumnDraft | undefined {
  return table.columns.get(foldName(name));
}

function added<T>(list: T[], item: T): T {
  list.push(item);
  return item;
}

/** A foreign key in canonical form. */
export function canonicalKey(
  { name }: Pick<Place, 'name'>,
  key: Reference & Pick<ForeignKey, 'columns'>,
): string {
  const columns = canonicalList(key.columns.map(canonicalName));
  return canonicalConstraint(name, `foreign key ${columns} ${canonicalReference(key)}`);
}

function canonicalParts(table: TableDraft, parts: PrimaryKey['parts']): readonly string[] {
  return parts.map((part) =>
    canonicalPart(
      part,
      part.column === null ? null : (columnNamed(table, part.column)?.collation ?? null),
    ),
  );
}

/**
 * The INTEGER column that is the whole key, and so the rowid where the table has one.
 * `INTEGER PRIMARY KEY DESC` with the column is not, by an old mistake that SQLite keeps;
 * `PRIMARY KEY (id DESC)` is. https://sqlite.org/lang_createtable.html#rowids_and_the_integer_primary_key
 */
function integerKeyOf(
  table: TableDraft,
  { ofColumn }: Place,
  parts: PrimaryKey['parts'],
): string | null {
  const [part, second] = parts;
  if (!part || second || part.column === null) return null;
  if (ofColumn !== null && part.descending) return null;
  const column = columnNamed(table, part.column);
  return column && foldName(column.type) === 'integer' ? column.name : null;
}
