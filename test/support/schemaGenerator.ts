import fc from 'fast-check';
import { foldName, quoteIdentifier, unquote } from '../../src/core/sql/identifier.ts';
import { tokenize } from '../../src/core/sql/token.ts';

/** How one token is written. Numbers are taken modulo the number of ways. */
export interface Style {
  readonly gap: number;
  readonly quotes: number;
  readonly upper: boolean;
}

interface ColumnParts {
  readonly name: string;
  readonly type: string;
  readonly clauses: readonly string[];
  readonly check: boolean;
  readonly generated: boolean;
}

const TABLES = ['book', 'Shelf', 'odd "t" 2', 'größe', 'key'];
const COLUMNS = ['a', 'Title', 'full name', 'e"f', 'end', 'order', 'ü', 'note', 'b]c'];
const TYPES = ['', 'INTEGER', 'TEXT', 'VARCHAR(20)', 'DECIMAL(10, 2)', 'double precision', 'blob'];
const CLAUSES = [
  'NOT NULL',
  'CONSTRAINT filled NOT NULL ON CONFLICT REPLACE',
  'UNIQUE',
  'COLLATE NOCASE',
  'COLLATE rtrim',
  'DEFAULT 0',
  'DEFAULT (-1)',
  "DEFAULT 'it''s; ok'",
  'DEFAULT CURRENT_TIMESTAMP',
  "DEFAULT (lower('A') || 'b')",
];
const GAPS = [' ', '\n', '\t', ' /* no, ( " */ ', " -- it's ;\n", '\r\n  '];

/** A schema as statements that SQLite takes in this order. */
export const schemaArbitrary: fc.Arbitrary<readonly string[]> = fc
  .uniqueArray(fc.constantFrom(...TABLES), { minLength: 1, maxLength: 3 })
  .chain((tables) => fc.tuple(...tables.map((name) => tableArbitrary(name, tables[0] ?? name))))
  .map((statements) => statements.flat());

/** Styles for the tokens of a statement, used in turn. */
export const stylesArbitrary: fc.Arbitrary<readonly Style[]> = fc.array(
  fc.record({ gap: fc.nat(), quotes: fc.nat(), upper: fc.boolean() }),
  { minLength: 1, maxLength: 40 },
);

/**
 * A statement of `schemaArbitrary` with other spaces, comments, quotes and letter case that mean the same.
 * What is in no quotes stays so, since it may be a keyword.
 */
export function restyled(statement: string, styles: readonly Style[]): string {
  let text = '';
  let index = 0;
  for (const { kind, start, end } of tokenize(statement)) {
    if (kind === 'space' || kind === 'comment') continue;
    const style = styles[index % styles.length];
    const token = statement.slice(start, end);
    text += index === 0 ? '' : (GAPS[(style?.gap ?? 0) % GAPS.length] ?? ' ');
    text += kind === 'word' || kind === 'quoted' ? respelled(token, style) : token;
    index += 1;
  }
  return text;
}

function respelled(token: string, style: Style | undefined): string {
  const cased = style?.upper === true ? upperCased(token) : foldName(token);
  if (!token.startsWith('"')) return cased;
  const name = unquote(cased);
  const ways = [cased, `\`${name.replaceAll('`', '``')}\``];
  if (!name.includes(']')) ways.push(`[${name}]`);
  return ways[(style?.quotes ?? 0) % ways.length] ?? cased;
}

/** SQLite folds the letters A to Z and no others. */
function upperCased(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function columnArbitrary(name: string): fc.Arbitrary<ColumnParts> {
  return fc.record({
    name: fc.constant(name),
    type: fc.constantFrom(...TYPES),
    clauses: fc.uniqueArray(fc.constantFrom(...CLAUSES), {
      maxLength: 3,
      selector: (clause) => clause.replace('CONSTRAINT filled ', '').slice(0, 4),
    }),
    check: fc.nat(4).map((n) => n === 0),
    generated: fc.nat(6).map((n) => n === 0),
  });
}

function tableArbitrary(name: string, parent: string): fc.Arbitrary<readonly string[]> {
  return fc
    .uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 2, maxLength: 5 })
    .chain((names) =>
      fc.record({
        columns: fc.tuple(...names.map(columnArbitrary)),
        key: fc.constantFrom('none', 'integer', 'autoincrement', 'composite', 'without rowid'),
        reference: fc.constantFrom('', '', 'column', 'table'),
        named: fc.boolean(),
        index: fc.constantFrom('', 'plain', 'unique', 'partial'),
        view: fc.boolean(),
        trigger: fc.constantFrom('', 'AFTER UPDATE OF', 'INSTEAD OF'),
      }),
    )
    .map((parts) => statementsOf(name, parent, parts));
}

interface TableParts {
  readonly columns: readonly ColumnParts[];
  readonly key: string;
  readonly reference: string;
  readonly named: boolean;
  readonly index: string;
  readonly view: boolean;
  readonly trigger: string;
}

function statementsOf(name: string, parent: string, parts: TableParts): readonly string[] {
  const { columns, index, view, trigger } = parts;
  const table = quoteIdentifier(name);
  const [first = '', second = ''] = columns.map((column) => quoteIdentifier(column.name));
  const extra = (kind: string): string => quoteIdentifier(`${name} ${kind}`);
  const statements = [tableText(name, parent, parts)];
  if (index !== '') {
    const where = index === 'partial' ? ` WHERE ${second} IS NOT NULL` : '';
    const unique = index === 'unique' ? 'UNIQUE ' : '';
    statements.push(
      `CREATE ${unique}INDEX ${extra('i')} ON ${table} (${first} COLLATE NOCASE DESC, coalesce(${second}, 0))${where}`,
    );
  }
  if (view || trigger === 'INSTEAD OF')
    statements.push(
      `CREATE VIEW ${extra('v')} AS SELECT ${first}, ${table}.${second} AS n FROM ${table} WHERE ${first} <> 'x'`,
    );
  if (trigger === 'INSTEAD OF')
    statements.push(
      `CREATE TRIGGER ${extra('tr')} INSTEAD OF DELETE ON ${extra('v')} BEGIN DELETE FROM ${table} WHERE ${first} = old.${first}; END`,
    );
  if (trigger === 'AFTER UPDATE OF')
    statements.push(
      `CREATE TRIGGER ${extra('tr')} AFTER UPDATE OF ${first} ON ${table} WHEN new.${first} > 1 BEGIN UPDATE ${table} SET ${second} = old.${second}; SELECT 1; END`,
    );
  return statements;
}

function tableText(name: string, parent: string, parts: TableParts): string {
  const { columns, key, reference, named } = parts;
  const [first = '', second = ''] = columns.map((column) => quoteIdentifier(column.name));
  const items = columns.map((column, at) => columnText(column, at, first));
  if (key === 'integer') items.unshift('"id" INTEGER PRIMARY KEY');
  if (key === 'autoincrement') items.unshift('"id" INTEGER PRIMARY KEY AUTOINCREMENT');
  if (reference === 'column')
    items.push(`"ref" INTEGER REFERENCES ${quoteIdentifier(parent)} ON DELETE CASCADE`);
  const constraint = named ? 'CONSTRAINT "the rule" ' : '';
  if (key === 'composite' || key === 'without rowid')
    items.push(`${constraint}PRIMARY KEY (${second} DESC, ${first})`);
  if (reference === 'table')
    items.push(
      `FOREIGN KEY (${first}) REFERENCES ${quoteIdentifier(parent)} ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED`,
    );
  if (named) items.push(`CONSTRAINT sound CHECK (${first} <> ${second} OR ${first} IS NULL)`);
  const options = key === 'without rowid' ? ' WITHOUT ROWID' : '';
  return `CREATE TABLE ${quoteIdentifier(name)} (${items.join(', ')})${options}`;
}

function columnText(column: ColumnParts, at: number, first: string): string {
  const { name, type, clauses, check, generated } = column;
  const own = quoteIdentifier(name);
  // The first two columns make keys, which cannot be generated.
  if (generated && at > 1) return `${own} ${type} AS (coalesce(${first}, 1)) STORED`;
  const checked = check ? [`CHECK (${own} <> 'no, "never"')`] : [];
  return [own, type, ...clauses, ...checked].filter((part) => part !== '').join(' ');
}
