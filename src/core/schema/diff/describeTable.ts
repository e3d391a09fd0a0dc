import type { TableChange } from '../change.ts';
import type { Column, ConflictClause, ForeignKey, KeyPart, PrimaryKey } from '../model.ts';

/** One difference within a table. */
export function tableChangeText(table: string, change: TableChange): string {
  switch (change.kind) {
    case 'add-column':
      return words(
        `add column ${table}.${change.column.name}`,
        change.column.type,
        change.before !== null && `before ${change.before}`,
      );
    case 'drop-column':
      return `drop column ${table}.${change.column.name}`;
    case 'rename-column':
      return `rename column ${table}.${change.from.name} to ${change.to.name}`;
    case 'reorder-columns':
      return `reorder columns of ${table}`;
    case 'change-type':
    case 'change-not-null':
    case 'change-default':
    case 'change-collation':
    case 'change-generated':
      return definitionText(`${table}.${change.to.name}`, change);
    case 'change-primary-key':
      return keyText(table, change.from, change.to);
    case 'add-unique':
    case 'drop-unique':
      return constraintText(table, change, `UNIQUE ${partsText(change.constraint.parts)}`);
    case 'add-check':
    case 'drop-check':
      return constraintText(table, change, `CHECK (${change.constraint.expression.text})`);
    case 'add-foreign-key':
    case 'drop-foreign-key':
      return constraintText(table, change, foreignKeyText(change.constraint));
    case 'change-strict':
      return `make ${table} ${change.strict ? '' : 'not '}STRICT`;
    case 'change-without-rowid':
      return change.withoutRowid ? `make ${table} WITHOUT ROWID` : `give ${table} a rowid`;
  }
}

/** The parts of a key or an index in parentheses. */
export function partsText(parts: readonly KeyPart[]): string {
  const texts = parts.map(({ column, expression, collation, descending }) =>
    words(
      column ?? expression?.text,
      collation !== null && `COLLATE ${collation}`,
      descending && 'DESC',
    ),
  );
  return `(${texts.join(', ')})`;
}

type DefinitionChange = Exclude<
  Extract<TableChange, { readonly from: Column }>,
  { readonly kind: 'rename-column' }
>;

function definitionText(column: string, { kind, from, to }: DefinitionChange): string {
  switch (kind) {
    case 'change-type':
      return `change type of ${column} from ${from.type || 'none'} to ${to.type || 'none'}`;
    case 'change-not-null':
      if (from.notNull === null) return `make ${column} NOT NULL`;
      return to.notNull === null ? `allow NULL in ${column}` : `change NOT NULL of ${column}`;
    case 'change-default':
      if (to.default === null) return `drop default of ${column}`;
      return `set default of ${column} to ${to.default.text}`;
    case 'change-collation':
      return `change collation of ${column} from ${from.collation ?? 'BINARY'} to ${to.collation ?? 'BINARY'}`;
    case 'change-generated':
      if (to.generated === null) return `make ${column} a column that is not generated`;
      return `generate ${column} as (${to.generated.expression.text}) ${to.generated.storage}`;
  }
}

function constraintText(
  table: string,
  { kind, constraint }: ConstraintChange,
  definition: string,
): string {
  const conflict = 'conflict' in constraint ? constraint.conflict : null;
  const name = constraint.name !== null && `CONSTRAINT ${constraint.name}`;
  const text = words(name, definition, conflictText(conflict));
  return kind.startsWith('add') ? `add ${text} to ${table}` : `drop ${text} of ${table}`;
}

type ConstraintChange = Extract<TableChange, { readonly constraint: unknown }>;

function foreignKeyText(key: ForeignKey): string {
  const { columns, parent, parentColumns, onDelete, onUpdate, deferred } = key;
  return words(
    `FOREIGN KEY (${columns.join(', ')}) REFERENCES ${parent}`,
    parentColumns.length > 0 && `(${parentColumns.join(', ')})`,
    onDelete !== 'NO ACTION' && `ON DELETE ${onDelete}`,
    onUpdate !== 'NO ACTION' && `ON UPDATE ${onUpdate}`,
    deferred && 'DEFERRABLE INITIALLY DEFERRED',
  );
}

function keyText(table: string, from: PrimaryKey | null, to: PrimaryKey | null): string {
  if (from && to) return `change primary key of ${table} from ${keyParts(from)} to ${keyParts(to)}`;
  if (to) return `add primary key ${keyParts(to)} to ${table}`;
  return from ? `drop primary key ${keyParts(from)} of ${table}` : '';
}

function keyParts({ name, parts, autoincrement, conflict }: PrimaryKey): string {
  return words(name, partsText(parts), autoincrement && 'AUTOINCREMENT', conflictText(conflict));
}

function conflictText(conflict: ConflictClause): string | false {
  return conflict !== null && `ON CONFLICT ${conflict}`;
}

/** What there is, with spaces between. */
function words(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
