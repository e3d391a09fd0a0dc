import type { Random } from './random.ts';

/** A table that a generated script may use. Names are as written in SQL, quotes included. */
export interface Table {
  name: string;
  /** Columns that take any value, in order; the first is the key. */
  columns: string[];
  readonly kind: 'rowid' | 'nokey' | 'autoincrement' | 'without-rowid' | 'strict';
  /** Another column list than the plain one stands in its text. */
  readonly parent: string | undefined;
}

/** What exists while a script is generated. */
export interface World {
  readonly random: Random;
  readonly tables: Table[];
  /** Numbers names, so that none repeats. */
  names: number;
  /** Whether double quotes stand for strings here and there. */
  readonly quotes: boolean;
}

const ACTIONS = ['CASCADE', 'SET NULL', 'SET DEFAULT', 'RESTRICT', 'NO ACTION'];
const TEXTS = [
  'good',
  'bad',
  'Ärger',
  '日本',
  'it',
  'a;b',
  '-- no',
  '/* x */',
  '',
  '%',
  'END',
  '😀',
];

/** A new name in one of the ways to write one. */
export function newName(world: World, prefix: string): string {
  world.names += 1;
  const name = `${prefix}${world.names}`;
  const forms = [name, name, name, `[${name} x]`, `\`${name};y\``, `"${name} ""z"`, `"${name}"`];
  return world.random.pick(world.quotes ? forms : forms.slice(0, 5));
}

/** A string literal, in double quotes where these are at play. */
export function text(world: World): string {
  const value = world.random.pick(TEXTS);
  if (world.quotes && value !== '' && world.random.oneIn(2)) return `"${value}"`;
  return `'${value}'`;
}

/** An expression without columns. */
export function value(world: World): string {
  const { random } = world;
  switch (random.below(12)) {
    case 0:
      return 'NULL';
    case 1:
      return `x'${random.pick(['00', 'FF41', '676F6F64', ''])}'`;
    case 2:
      return random.pick(['1.5', '-0.25', '1e3', '3.0']);
    case 3:
      return `date('2024-01-31', '+${random.below(9)} month')`;
    case 4:
      return `upper(${text(world)}) || char(65 + ${random.below(9)})`;
    case 5:
      return random.pick(['9223372036854775807', '-9223372036854775808', '0x10', "'007'", "' 7 '"]);
    case 6:
      return `(SELECT ${text(world)})`;
    default:
      return random.oneIn(2) ? String(random.below(20)) : text(world);
  }
}

/** A condition over a table. */
export function condition(world: World, table: Table): string {
  const { random } = world;
  const column = random.pick(table.columns);
  switch (random.below(9)) {
    case 0:
      return `${column} LIKE ${random.pick(["'g%'", "'%'", "'_'", "'A%'", "'%oo_'"])}`;
    case 1:
      return `${column} IN (${value(world)}, ${value(world)})`;
    case 2:
      return `${column} GLOB '[a-g]*'`;
    case 3:
      return `${column} IS NOT NULL AND ${column} > ${value(world)}`;
    case 4:
      return `CASE WHEN ${column} = ${text(world)} THEN 1 ELSE typeof(${column}) = 'text' END`;
    case 5:
      return `EXISTS (SELECT 1 FROM ${random.pick(world.tables).name} LIMIT 1)`;
    case 6:
      return `${column} BETWEEN 1 AND ${random.below(15)}`;
    default:
      return `${column} ${random.pick(['=', '<>', '<', 'IS'])} ${value(world)}`;
  }
}

/** Makes a table and returns its text. */
export function createTable(world: World, name = newName(world, 't')): string {
  const { random } = world;
  const kind = random.pick(['rowid', 'nokey', 'autoincrement', 'without-rowid', 'strict'] as const);
  const parent = world.tables.length > 0 && random.oneIn(2) ? random.pick(world.tables) : undefined;
  const [a, b] = [newName(world, 'a'), newName(world, 'b')];
  const key = {
    rowid: 'id INTEGER PRIMARY KEY',
    nokey: 'id',
    autoincrement: 'id INTEGER PRIMARY KEY AUTOINCREMENT',
    'without-rowid': 'id TEXT PRIMARY KEY',
    strict: 'id INTEGER PRIMARY KEY',
  }[kind];
  const parts = [
    key,
    columnText(world, a, kind === 'strict'),
    columnText(world, b, kind === 'strict'),
  ];
  if (random.oneIn(4))
    parts.push(
      `g ${kind === 'strict' ? 'ANY' : ''} AS (typeof(${a}) || ${text(world)}) ${random.pick(['STORED', 'VIRTUAL'])}`,
    );
  if (parent !== undefined)
    parts.push(
      `p ${kind === 'strict' ? 'ANY' : ''} DEFAULT NULL REFERENCES ${parent.name} ON DELETE ${random.pick(ACTIONS)} ON UPDATE ${random.pick(ACTIONS)}${random.pick(['', ' DEFERRABLE INITIALLY DEFERRED'])}`,
    );
  if (random.oneIn(4)) parts.push(`CHECK (${a} <> ${text(world)} OR ${b} IS NOT 3)`);
  const columns = ['id', a, b, ...(parent === undefined ? [] : ['p'])];
  world.tables.push({ name, columns, kind, parent: parent?.name });
  const ending = { 'without-rowid': ' WITHOUT ROWID', strict: ' STRICT' }[kind as string] ?? '';
  return `CREATE TABLE ${name} (\n  ${parts.join(', -- the "next"; one\n  ')}\n)${ending}`;
}

function columnText(world: World, name: string, strict: boolean): string {
  const { random } = world;
  const type = strict
    ? 'ANY'
    : random.pick(['TEXT', 'INTEGER', 'REAL', 'BLOB', '', 'NUMERIC', 'VARCHAR(9)']);
  const extra = random.pick([
    '',
    '',
    ' COLLATE NOCASE',
    ` DEFAULT ${world.quotes ? random.pick(['"none"', "'none'"]) : "'none'"}`,
    ' DEFAULT (1 + 2)',
    ` CHECK (${name} <> ${text(world)})`,
  ]);
  return `${name} ${type}${extra}`;
}
