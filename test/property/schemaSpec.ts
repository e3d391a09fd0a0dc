/** A table as the generator thinks of it. Every text is SQL. */
export interface TableSpec {
  readonly name: string;
  readonly columns: readonly ColumnSpec[];
  /** Table constraints as SQL, by a key that says what they are about. */
  readonly constraints: readonly string[];
  readonly primaryKey: 'none' | 'integer' | 'autoincrement' | 'text' | 'composite';
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  readonly indexes: readonly IndexSpec[];
  readonly trigger: boolean;
  readonly view: boolean;
}

/** A column of it. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  /** As SQL, or empty. */
  readonly fallback: string;
  readonly collate: string;
  readonly check: string;
  readonly unique: boolean;
  readonly generated: '' | 'VIRTUAL' | 'STORED';
  readonly comment: string;
}

/** An index on its first two columns. */
export interface IndexSpec {
  readonly unique: boolean;
  readonly expression: boolean;
  readonly where: boolean;
  readonly descending: boolean;
}

/** The DDL of one table with what belongs to it. */
export function statementsOf(spec: TableSpec): string[] {
  const name = quoted(spec.name);
  const [first, second] = spec.columns;
  const one = quoted(first?.name ?? 'a');
  const two = quoted(second?.name ?? first?.name ?? 'a');
  return [
    createTable(spec),
    ...spec.indexes.map((each, at) => {
      const part = each.expression
        ? `coalesce(${one}, 0)`
        : `${one}${each.descending ? ' DESC' : ''}`;
      const where = each.where ? ` WHERE ${two} IS NOT NULL` : '';
      return `CREATE ${each.unique ? 'UNIQUE ' : ''}INDEX ${quoted(`${spec.name}_i${at}`)} ON ${name} (${part}, ${two})${where}`;
    }),
    ...(spec.view
      ? [
          `CREATE VIEW ${quoted(`${spec.name}_v`)} AS SELECT ${one}, count(*) AS n FROM ${name} GROUP BY ${one}`,
        ]
      : []),
    ...(spec.trigger
      ? [
          `CREATE TRIGGER ${quoted(`${spec.name}_tr`)} AFTER UPDATE OF ${one} ON ${name} BEGIN\n  DELETE FROM ${name} WHERE ${two} = 'gone; END';\nEND`,
        ]
      : []),
  ];
}

function createTable(spec: TableSpec): string {
  const { primaryKey, columns } = spec;
  const keys: Readonly<Record<TableSpec['primaryKey'], string>> = {
    none: '',
    integer: 'id INTEGER PRIMARY KEY',
    autoincrement: 'id INTEGER PRIMARY KEY AUTOINCREMENT',
    text: 'id TEXT PRIMARY KEY NOT NULL',
    composite: '',
  };
  const [first, second] = columns;
  const composite =
    primaryKey === 'composite' && first !== undefined && second !== undefined
      ? [`PRIMARY KEY (${quoted(second.name)}, ${quoted(first.name)})`]
      : [];
  // The comment of the last item must not swallow what follows, so each stands in a line of its own.
  const items = [
    ...(keys[primaryKey] === '' ? [] : [{ text: keys[primaryKey], comment: '' }]),
    ...columns.map((each) => ({ text: columnText(each, columns), comment: each.comment })),
    ...composite.map((text) => ({ text, comment: '' })),
    ...spec.constraints
      .filter((text) => columns.some(({ name }) => text.includes(`(${quoted(name)}`)))
      .map((text) => ({ text, comment: '' })),
  ];
  const body = items
    .map(({ text, comment }, at) => `  ${text}${at < items.length - 1 ? ',' : ''}${comment}\n`)
    .join('');
  const options = [
    ...(spec.strict ? ['STRICT'] : []),
    ...(spec.withoutRowid ? ['WITHOUT ROWID'] : []),
  ].join(', ');
  return `CREATE TABLE ${quoted(spec.name)} (\n${body}) ${options}`.trim();
}

function columnText(each: ColumnSpec, all: readonly ColumnSpec[]): string {
  const base = quoted(all[0]?.name ?? 'a');
  return [
    quoted(each.name),
    each.type,
    each.collate === '' ? '' : `COLLATE ${each.collate}`,
    each.notNull ? 'NOT NULL' : '',
    each.fallback === '' ? '' : `DEFAULT ${each.fallback}`,
    each.check === '' ? '' : `CHECK (${each.check})`,
    each.unique ? 'UNIQUE' : '',
    each.generated === '' ? '' : `GENERATED ALWAYS AS (coalesce(${base}, 1)) ${each.generated}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A name as SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
