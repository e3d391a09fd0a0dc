import fc from 'fast-check';

/** What a generated script has made so far, so that the next statement fits. */
interface Schema {
  readonly tables: Map<string, string[]>;
  next: number;
}

/** A choice that makes a statement of the schema at that time. */
type Choice = (schema: Schema) => string;

const value = fc.oneof(
  fc.integer({ min: -5, max: 5 }).map(String),
  fc.constantFrom(
    'NULL',
    `'it''s; ok'`,
    `'-- no comment'`,
    "x'00ff'",
    '1.5',
    `'ö😀'`,
    `"a string"`,
    '9223372036854775807',
  ),
);
const pick = fc.nat();
const type = fc.constantFrom('INTEGER', 'TEXT', '', 'REAL', 'BLOB', 'NUMERIC');

function at<T>(items: readonly T[], index: number): T | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}

/** Makes a choice about one of the tables; without a table it is a comment. */
function onTable(
  make: (table: string, columns: string[], schema: Schema) => string,
): fc.Arbitrary<Choice> {
  return pick.map((index) => (schema) => {
    const entry = at([...schema.tables], index);
    return entry === undefined ? '-- nothing yet; still' : make(entry[0], entry[1], schema);
  });
}

const createTable: fc.Arbitrary<Choice> = fc
  .record({
    types: fc.array(type, { minLength: 1, maxLength: 4 }),
    kind: fc.constantFrom('', 'auto', 'check', 'without'),
  })
  .map(({ types, kind }) => (schema) => {
    const name = `t${schema.next++}`;
    const columns = types.map((_, index) => `c${index}`);
    schema.tables.set(name, columns);
    const body = types.map((text, index) => `c${index} ${text}`).join(', -- a column; of it\n  ');
    if (kind === 'auto')
      return `CREATE TABLE ${name} (id INTEGER PRIMARY KEY AUTOINCREMENT,\n  ${body})`;
    if (kind === 'check')
      return `CREATE TABLE "${name}" (${body}, CHECK (c0 IS NOT "never; this"))`;
    if (kind === 'without')
      return `CREATE TABLE ${name} (k TEXT PRIMARY KEY DEFAULT 'k', ${body}) WITHOUT ROWID`;
    return `CREATE TABLE ${name} (${body})`;
  });

const insert = fc
  .tuple(pick, fc.array(value, { minLength: 4, maxLength: 4 }), fc.boolean())
  .map(([index, values, replace]): Choice => (schema) => {
    const entry = at([...schema.tables], index);
    if (entry === undefined) return '/* nothing; yet */';
    const [table, columns] = entry;
    return `INSERT${replace ? ' OR REPLACE' : ' OR IGNORE'} INTO ${table} (${columns.join(', ')}) VALUES (${values.slice(0, columns.length).join(', ')})`;
  });

const change = fc.tuple(pick, value).map(([index, text]): Choice => (schema) => {
  const entry = at([...schema.tables], index);
  const column = entry?.[1][0];
  return entry === undefined || column === undefined
    ? ';'
    : `UPDATE ${entry[0]} SET ${column} = ${text}`;
});

const statement: fc.Arbitrary<Choice> = fc.oneof(
  { weight: 3, arbitrary: createTable },
  { weight: 6, arbitrary: insert },
  { weight: 2, arbitrary: change },
  onTable((table, [column = 'c0']) => `DELETE FROM ${table} WHERE ${column} = 1`),
  onTable((table, columns, schema) => {
    const name = `d${schema.next++}`;
    columns.push(name);
    return `ALTER TABLE ${table} ADD COLUMN ${name} DEFAULT 'x;y'`;
  }),
  onTable((table, columns, schema) => {
    const name = `t${schema.next++}`;
    schema.tables.delete(table);
    schema.tables.set(name, columns);
    return `ALTER TABLE ${table} RENAME TO ${name}`;
  }),
  onTable(
    (table, [column = 'c0'], schema) =>
      `CREATE INDEX i${schema.next++} ON ${table} (${column}) WHERE ${column} > 0`,
  ),
  onTable(
    (table, [column = 'c0'], schema) =>
      `CREATE VIEW v${schema.next++} AS\n  SELECT ${column} AS "odd ""name" FROM ${table}`,
  ),
  onTable(
    (table, [column = 'c0'], schema) =>
      `CREATE TRIGGER r${schema.next++} AFTER INSERT ON ${table} WHEN new.${column} IS 2 BEGIN\n  SELECT CASE WHEN 1 THEN 2 END;\n  UPDATE ${table} SET ${column} = 3 WHERE ${column} IS 2;\nEND`,
  ),
  onTable((table) => `SELECT count(*) FROM ${table}`),
  fc.constant<Choice>(() => 'PRAGMA user_version = 3'),
);

const layout = fc.constantFrom(';\n', '; ', ';\r\n\r\n', '; -- end\n', '; /* ; */\n');

/** The texts of some scripts that run one after the other on an empty database. */
export const scriptSequences: fc.Arbitrary<string[]> = fc
  .array(fc.array(fc.tuple(statement, layout), { minLength: 1, maxLength: 7 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((scripts) => {
    const schema: Schema = { tables: new Map(), next: 0 };
    return scripts.map((parts) => parts.map(([choice, end]) => `${choice(schema)}${end}`).join(''));
  });

/** A statement that fails on any database. */
export const failingStatements = fc.constantFrom(
  'SELECT nope;',
  'CREATE TABEL x;',
  'CREATE TABLE once (x); CREATE TABLE once (x);',
  'CREATE TABLE one (x UNIQUE); INSERT INTO one VALUES (1), (1);',
  'CREATE TABLE one (x UNIQUE); INSERT OR ROLLBACK INTO one VALUES (1), (1);',
  'COMMIT; CREATE TABLE late (x); SELECT nope;',
  'BEGIN; CREATE TABLE late (x);',
  'VACUUM; CREATE TABLE late (x); SELECT nope;',
  'UPDATE _meta SET version = 99;',
);
