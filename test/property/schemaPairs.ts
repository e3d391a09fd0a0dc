import fc from 'fast-check';
import { quoted, statementsOf } from './schemaSpec.ts';
import type { ColumnSpec, IndexSpec, TableSpec } from './schemaSpec.ts';

/** Two schemas, the second made from the first by some changes, and rows for the first. */
export interface SchemaPair {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Statements that fill the tables of `before`; those that a constraint refuses add nothing. */
  readonly rows: readonly string[];
}

const TYPES = ['INTEGER', 'TEXT', 'REAL', 'BLOB', 'ANY'] as const;

const LOOSE_TYPES = ['', 'INTEGER', 'TEXT', 'REAL', 'BLOB', 'NUMERIC', 'VARCHAR(20)'] as const;

const FALLBACKS: Readonly<Record<string, readonly string[]>> = {
  INTEGER: ['0', '-7', '(1 + 1)'],
  TEXT: [`''`, `'it''s, ok'`, "(lower('A'))"],
  REAL: ['0.5'],
  BLOB: [`x'00ff'`],
};

const column = (name: string): fc.Arbitrary<ColumnSpec> =>
  fc.record({
    name: fc.constant(name),
    type: fc.constantFrom(...LOOSE_TYPES),
    notNull: fc.boolean(),
    fallback: fc.constantFrom('', '', '0', `'x; y'`, 'NULL', 'CURRENT_TIMESTAMP', '(1 + 2)'),
    collate: fc.constantFrom('', '', 'NOCASE', 'RTRIM'),
    check: fc.constantFrom('', '', '', `${quoted(name)} IS NOT 'never, this'`),
    unique: fc.boolean(),
    generated: fc.constantFrom('', '', '', '', '', 'VIRTUAL', 'STORED'),
    comment: fc.constantFrom('', '', ' -- about it, (a ; b', ' /* in between */'),
  });

const NAMES = ['a', 'b', 'Code', 'full name', 'e"f', 'order', 'ü'];

const index: fc.Arbitrary<IndexSpec> = fc.record({
  unique: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  expression: fc.boolean(),
  where: fc.boolean(),
  descending: fc.boolean(),
});

function table(name: string): fc.Arbitrary<TableSpec> {
  return fc
    .record({
      names: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 2, maxLength: 5 }),
      primaryKey: fc.constantFrom('none', 'integer', 'autoincrement', 'text', 'composite'),
      strict: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
      withoutRowid: fc.boolean(),
      reference: fc.boolean(),
      indexes: fc.array(index, { maxLength: 2 }),
      trigger: fc.boolean(),
      view: fc.boolean(),
    })
    .chain(({ names, reference, ...rest }) =>
      fc.tuple(...names.map(column)).map((columns) => ({
        ...rest,
        name,
        columns: columns.map((spec) => ({ ...spec, unique: spec.unique && rest.view })),
        constraints: reference
          ? [`FOREIGN KEY (${quoted(names[0] ?? 'a')}) REFERENCES "t0" ON DELETE CASCADE`]
          : [],
      })),
    )
    .map(valid);
}

/** SQLite's own rules, so that nearly every table can be made. */
function valid(spec: {
  -readonly [K in keyof TableSpec]: TableSpec[K];
}): TableSpec {
  const strict = spec.strict;
  const withoutRowid =
    spec.withoutRowid && (spec.primaryKey === 'text' || spec.primaryKey === 'composite');
  const columns = spec.columns.map((each, at) => {
    const type = strict ? (TYPES[each.type.length % TYPES.length] ?? 'ANY') : each.type;
    const fallback = strict ? (FALLBACKS[type]?.[0] ?? '') : each.fallback;
    const generated = at === 0 || at === 1 ? '' : each.generated;
    return generated === ''
      ? { ...each, type, fallback, generated }
      : { ...each, type, fallback: '', generated, notNull: false, unique: false, check: '' };
  });
  return { ...spec, columns, withoutRowid };
}

type Edit = (tables: TableSpec[], pick: number, extra: ColumnSpec, other: TableSpec) => TableSpec[];

function onTable(make: (spec: TableSpec, pick: number, extra: ColumnSpec) => TableSpec): Edit {
  return (tables, pick, extra) => {
    if (tables.length === 0) return tables;
    const at = pick % tables.length;
    return tables.map((spec, position) =>
      position === at ? valid({ ...make(spec, Math.floor(pick / 7), extra) }) : spec,
    );
  };
}

function onColumn(make: (spec: ColumnSpec, extra: ColumnSpec) => Partial<ColumnSpec>): Edit {
  return onTable((spec, pick, extra) => {
    const at = pick % spec.columns.length;
    return {
      ...spec,
      columns: spec.columns.map((each, position) =>
        position === at ? { ...each, ...make(each, extra) } : each,
      ),
    };
  });
}

const EDITS: readonly Edit[] = [
  onTable((spec, _, extra) =>
    spec.columns.some(({ name }) => name === extra.name)
      ? spec
      : { ...spec, columns: [...spec.columns, extra] },
  ),
  onTable((spec, pick, extra) =>
    spec.columns.some(({ name }) => name === extra.name)
      ? spec
      : {
          ...spec,
          columns: [
            ...spec.columns.slice(0, pick % spec.columns.length),
            extra,
            ...spec.columns.slice(pick % spec.columns.length),
          ],
        },
  ),
  onTable((spec, pick) =>
    spec.columns.length < 3
      ? spec
      : {
          ...spec,
          columns: spec.columns.filter((_, at) => at !== 2 + (pick % (spec.columns.length - 2))),
        },
  ),
  onTable((spec) => ({ ...spec, columns: spec.columns.toReversed() })),
  onColumn((each, extra) => ({ type: extra.type === each.type ? 'NUMERIC' : extra.type })),
  onColumn((each) => ({ notNull: !each.notNull })),
  onColumn((_, extra) => ({ fallback: extra.fallback })),
  onColumn((_, extra) => ({ collate: extra.collate })),
  onColumn((each) => ({ check: each.check === '' ? `length(${quoted(each.name)}) < 1000` : '' })),
  onColumn((each) => ({ unique: !each.unique })),
  onColumn((_, extra) => ({ generated: extra.generated })),
  onColumn((_, extra) => ({ comment: extra.comment })),
  onTable((spec, pick) => ({
    ...spec,
    primaryKey:
      (['none', 'integer', 'autoincrement', 'text', 'composite'] as const)[pick % 5] ?? 'none',
  })),
  onTable((spec) => ({ ...spec, strict: !spec.strict })),
  onTable((spec) => ({ ...spec, withoutRowid: !spec.withoutRowid })),
  onTable((spec) => ({
    ...spec,
    constraints:
      spec.constraints.length > 0
        ? []
        : [`CONSTRAINT tidy CHECK (${quoted(spec.columns[0]?.name ?? 'a')} IS NOT 12345)`],
  })),
  onTable((spec) => ({
    ...spec,
    indexes:
      spec.indexes.length > 1
        ? spec.indexes.slice(1)
        : [...spec.indexes, { unique: false, expression: true, where: true, descending: false }],
  })),
  onTable((spec) => ({ ...spec, trigger: !spec.trigger })),
  onTable((spec) => ({ ...spec, view: !spec.view })),
  (tables, pick) =>
    tables.length < 2 ? tables : tables.filter((_, at) => at !== pick % tables.length),
  (tables, _pick, _extra, other) =>
    tables.some(({ name }) => name === other.name) ? tables : [...tables, other],
];

const value = fc.oneof(
  fc.integer({ min: -3, max: 9 }).map(String),
  fc.constantFrom('NULL', `'x'`, `'X '`, `'007'`, '1.5', `x'61'`, `'ö😀'`, '900719925474'),
);

/** Pairs of schemas with rows for the first of them. */
export const schemaPairs: fc.Arbitrary<SchemaPair> = fc
  .record({
    tables: fc.tuple(table('t0'), table('t1'), table('odd "t" 2')),
    other: table('t3'),
    extra: fc.tuple(column('extra'), column('b')),
    edits: fc.array(
      fc.tuple(fc.constantFrom(...EDITS), fc.nat({ max: 1000 }), fc.nat({ max: 1 })),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    rows: fc.array(fc.array(value, { minLength: 6, maxLength: 6 }), { maxLength: 12 }),
  })
  .map(({ tables, other, extra, edits, rows }) => {
    let after: TableSpec[] = [...tables];
    for (const [edit, pick, which] of edits) {
      const added = extra[which];
      if (added !== undefined) after = edit(after, pick, added, other);
    }
    return {
      before: tables.flatMap(statementsOf),
      after: after.flatMap(statementsOf),
      rows: rows.flatMap((values, at) => insertsOf(tables, values, at)),
    };
  });

function insertsOf(tables: readonly TableSpec[], values: readonly string[], at: number): string[] {
  const spec = tables[at % tables.length];
  if (spec === undefined) return [];
  const columns = spec.columns.filter(({ generated }) => generated === '');
  const own = ownKey(spec);
  const names = [...(own === '' ? [] : [own]), ...columns.map(({ name }) => name)].map(quoted);
  const all = [...(own === '' ? [] : [keyValue(spec, at)]), ...values];
  return [
    `INSERT OR IGNORE INTO ${quoted(spec.name)} (${names.join(', ')}) VALUES (${all.slice(0, names.length).join(', ')})`,
  ];
}

function keyValue(spec: TableSpec, at: number): string {
  return spec.primaryKey === 'text' ? `'k${at}'` : String(at * 5 + 1);
}

function ownKey({ primaryKey }: TableSpec): string {
  return primaryKey === 'none' || primaryKey === 'composite' ? '' : 'id';
}
