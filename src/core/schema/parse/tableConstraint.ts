import type { Constraint, TableItem } from '../model.ts';
import { canonicalName, expressionOf } from './canonical.ts';
import {
  addCheck,
  addForeignKey,
  addPrimaryKey,
  addUnique,
  readConflict,
  readConstraintName,
} from './draft.ts';
import type { Place, TableDraft } from './draft.ts';
import { readNames, readReference } from './foreignKey.ts';
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
function readBody(
  reader: LexemeReader,
  table: TableDraft,
): ((place: Place) => Constraint) | undefined {
  if (reader.accept('primary', 'key')) {
    const group = reader.group();
    const autoincrement = group.at(-1)?.word === 'autoincrement';
    const parts = keyPartsOf(reader.sql, autoincrement ? group.slice(0, -1) : group);
    const conflict = readConflict(reader);
    return (place) => addPrimaryKey(table, place, { parts, autoincrement, conflict });
  }
  if (reader.accept('unique')) {
    const parts = keyPartsOf(reader.sql, reader.group());
    const conflict = readConflict(reader);
    return (place) => addUnique(table, place, { parts, conflict });
  }
  if (reader.accept('check')) {
    const expression = expressionOf(reader.sql, reader.group(), table.names);
    const conflict = readConflict(reader);
    return (place) => addCheck(table, place, { expression, conflict });
  }
  if (!reader.accept('foreign', 'key')) {
    if (!reader.done && !reader.seesOperator(',')) throw reader.failure();
    return undefined;
  }
  const columns = readNames(reader);
  reader.expect('references');
  const reference = readReference(reader);
  return (place) => addForeignKey(table, place, { ...reference, columns });
}
