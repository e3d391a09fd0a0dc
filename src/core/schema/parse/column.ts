import { foldName } from '../../sql/identifier.ts';
import type { ColumnClause, TableItem } from '../model.ts';
import { canonicalList, canonicalName } from './canonical.ts';
import { LIFTED, readClause } from './clause.ts';
import { readType } from './columnType.ts';
import { canonicalConstraint } from './draft.ts';
import type { ColumnDraft, TableDraft } from './draft.ts';
import { nameOf } from './reader.ts';
import type { LexemeReader } from './reader.ts';

/** Reads one column and puts it, and its constraints, into the table. Throws `unreadable-schema`. */
export function readColumn(reader: LexemeReader, table: TableDraft): TableItem {
  const first = reader.name();
  const name = nameOf(first);
  const { type, canonical: canonicalType, span: typeSpan } = readType(reader, first.end);
  const column: ColumnDraft = {
    name,
    type,
    canonicalType,
    notNull: null,
    collation: null,
    default: null,
    generated: null,
  };
  table.columns.set(foldName(name), column);
  const clauses: ColumnClause[] = [];
  while (!reader.done && !reader.seesOperator(',')) {
    const clause = readClause(reader, column, table);
    if (clause) clauses.push(clause);
  }
  const lifted = clauses.filter(({ kind }) => LIFTED.has(kind)).map(({ canonical }) => canonical);
  return {
    kind: 'column',
    span: reader.spanFrom(first),
    canonical: [canonicalColumn(column), ...new Set(lifted.toSorted())].join(' '),
    column: { name, nameSpan: { start: first.start, end: first.end }, typeSpan, clauses },
  };
}

/** A column in canonical form, without the constraints that are lifted to the table. */
export function canonicalColumn(column: ColumnDraft): string {
  const { name, canonicalType, collation, notNull, generated } = column;
  const words = [canonicalName(name)];
  if (canonicalType) words.push(canonicalType);
  if (collation !== null) words.push('collate', canonicalName(collation));
  if (column.default) words.push('default', column.default.canonical);
  if (generated) words.push('as', canonicalList([generated.expression.canonical]));
  if (generated?.storage === 'STORED') words.push('stored');
  if (notNull) words.push(canonicalConstraint(notNull.name, 'not null', notNull.conflict));
  return words.join(' ');
}
