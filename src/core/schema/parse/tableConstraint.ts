import type { Constraint, TableItem } from '../model.ts';
import { canonicalName } from './canonical.ts';
import { readCheck, readReferences, readUnique } from './clause.ts';
import type { ReadClause } from './clause.ts';
import { addPrimaryKey, readConflict, readConstraintName } from './draft.ts';
import type { Place, TableDraft } from './draft.ts';
import { keyPartsOf } from './keyPart.ts';
import type { Lexeme, LexemeReader } from './reader.ts';

const STARTS: ReadonlySet<string> = new Set([
  'constraint',
  'primary',
  'unique',
  'check',
  'foreign',
]);

/** Whether a table constraint starts with this lexeme where a column could start too. */
export function startsConstraint({ word }: Lexeme): boolean {
  return STARTS.has(word);
}

/** Reads one table constraint and puts it into the table. Throws `unreadable-schema`. */
export function readConstraint(reader: LexemeReader, table: TableDraft): TableItem {
  const first = reader.peek();
  if (!first) throw reader.failure();
  const name = readConstraintName(reader);
  const add = readBody(reader, table);
  const span = reader.spanFrom(first);
  const { canonical } = add?.({ name, span, ofColumn: null }) ?? {
    canonical: `constraint ${canonicalName(name ?? '')}`,
  };
  return { kind: 'constraint', span, canonical };
}

/** Reads what follows the name; nothing may follow it. Where the constraint ends is known only when it was read. */
function readBody(reader: LexemeReader, table: TableDraft): ReadClause['lift'] {
  switch (reader.peek()?.word) {
    case 'primary':
      return readPrimaryKey(reader, table);
    case 'unique':
      return readUnique(reader, null, table).lift;
    case 'check':
      return readCheck(reader, null, table).lift;
    case 'foreign':
      return readReferences(reader, null, table).lift;
    default:
      if (!reader.done && !reader.seesOperator(',')) throw reader.failure();
      return undefined;
  }
}

function readPrimaryKey(reader: LexemeReader, table: TableDraft): (place: Place) => Constraint {
  reader.expect('primary', 'key');
  const group = reader.group();
  const autoincrement = group.at(-1)?.word === 'autoincrement';
  const parts = keyPartsOf(reader.sql, autoincrement ? group.slice(0, -1) : group);
  const conflict = readConflict(reader);
  return (place) => addPrimaryKey(table, place, { parts, autoincrement, conflict });
}
