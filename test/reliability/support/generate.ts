import { randomFrom } from './random.ts';
import { condition, createTable, newName, text, value } from './world.ts';
import type { Table, World } from './world.ts';

/** A database to start from, and a script to run on it. */
export interface Case {
  readonly setup: string;
  readonly script: string;
}

type Maker = (world: World, table: Table) => string;

/** A repeatable script on a repeatable database. Most run to their end, some fail on the way. */
export function generate(seed: number): Case {
  const random = randomFrom(seed);
  const world: World = { random, tables: [], names: 0, quotes: random.oneIn(2) };
  const setup: string[] = [];
  for (let count = 2 + random.below(2); count > 0; count -= 1) setup.push(createTable(world));
  for (const table of world.tables)
    for (let n = 0; n < 3; n += 1) setup.push(insert(world, table, n + 1));
  for (let count = random.below(4); count > 0; count -= 1)
    setup.push(random.pick(OBJECTS)(world, random.pick(world.tables)));
  const script: string[] = [];
  for (let count = 3 + random.below(9); count > 0; count -= 1) script.push(statement(world));
  const joint = random.pick([';\n', ';\n\n', '; -- it\'s; "next"\n', ';;/* ; */\n']);
  return {
    setup: `${setup.join(';\n')};\n`,
    script: script.join(joint) + random.pick([';', '', ';\n-- end']),
  };
}

function statement(world: World): string {
  const { random } = world;
  if (random.oneIn(8) || world.tables.length === 0) return createTable(world);
  const table = random.pick(world.tables);
  const kind = random.below(10);
  // Neither library has both double-quoted strings and these.
  if (kind === 0 && !world.quotes) return random.pick(LIMITED)(world, table);
  if (kind < 5) return random.pick(DATA)(world, table);
  if (kind < 7) return random.pick(OBJECTS)(world, table);
  if (kind < 9) return random.pick(ALTERATIONS)(world, table);
  return random.pick(OTHERS)(world, table);
}

function keyOf(world: World, table: Table, key: number): string {
  return table.kind === 'without-rowid' ? `'k${key}'` : String(key);
}

function insert(world: World, table: Table, key = 4 + world.random.below(40)): string {
  const rest = table.columns
    .slice(1)
    .map((name) => (name === 'p' ? world.random.pick(['NULL', '1', '2', "'k1'"]) : value(world)));
  return `INSERT INTO ${table.name} (${table.columns.join(', ')}) VALUES (${[keyOf(world, table, key), ...rest].join(', ')})`;
}

function lastColumn(table: Table): string {
  return table.columns[1] ?? 'id';
}

const DATA: readonly Maker[] = [
  (world, table) => insert(world, table),
  (world, table) =>
    insert(world, table, 1 + world.random.below(5)).replace(
      'INSERT',
      `INSERT OR ${world.random.pick(['REPLACE', 'IGNORE', 'FAIL', 'ROLLBACK'])}`,
    ),
  (world, table) => insert(world, table, 1 + world.random.below(5)).replace('INSERT', 'REPLACE'),
  (world, table) =>
    table.kind === 'nokey'
      ? insert(world, table)
      : `${insert(world, table, 1 + world.random.below(5))} ON CONFLICT (id) DO UPDATE SET ${lastColumn(table)} = excluded.${lastColumn(table)} || ${text(world)} RETURNING *`,
  (world, table) =>
    `UPDATE ${world.random.pick(['', '', 'OR REPLACE ', 'OR IGNORE '])}${table.name} SET ${lastColumn(table)} = ${value(world)} WHERE ${condition(world, table)}`,
  (world, table) =>
    `UPDATE ${table.name} SET ${lastColumn(table)} = s.c FROM (SELECT count(*) AS c FROM ${world.random.pick(world.tables).name}) AS s WHERE ${condition(world, table)}`,
  (world, table) => `DELETE FROM ${table.name} WHERE ${condition(world, table)}`,
  (world, table) =>
    `UPDATE ${table.name} SET ${lastColumn(table)} = soundex(${text(world)}) WHERE ${condition(world, table)}`,
  (world, table) =>
    `UPDATE ${table.name} SET ${lastColumn(table)} = ${lastColumn(table)} LIKE '%A%'`,
  (world, table) =>
    `WITH RECURSIVE n(i) AS (SELECT 50 UNION ALL SELECT i + 1 FROM n WHERE i < ${52 + world.random.below(9)}) INSERT OR IGNORE INTO ${table.name} (id, ${lastColumn(table)}) SELECT ${table.kind === 'without-rowid' ? "'r' || i" : 'i'}, ${text(world)} || i FROM n`,
  (world, table) =>
    `INSERT INTO ${table.name} (${lastColumn(table)}) SELECT group_concat(quote(${lastColumn(table)}), ${text(world)}) OVER (ORDER BY id) FROM ${table.name} WHERE ${condition(world, table)}`,
  (world, table) =>
    `UPDATE ${table.name} SET ${lastColumn(table)} = json_object('k', ${text(world)}, 'n', id) ->> '$.k' WHERE id IS NOT NULL`,
  (world, table) =>
    `UPDATE ${table.name} SET ${lastColumn(table)} = last_insert_rowid() || ':' || total_changes() WHERE ${condition(world, table)}`,
];

const LIMITED: readonly Maker[] = [
  (world, table) =>
    `DELETE FROM ${table.name} WHERE ${condition(world, table)} ORDER BY id DESC LIMIT 1`,
  (world, table) =>
    `UPDATE ${table.name} SET ${lastColumn(table)} = ${value(world)} WHERE ${condition(world, table)} ORDER BY id LIMIT 2`,
];

const OBJECTS: readonly Maker[] = [
  (world, table) =>
    `CREATE INDEX ${newName(world, 'i')} ON ${table.name} (${lastColumn(table)} COLLATE NOCASE, id DESC) WHERE ${lastColumn(table)} <> ${text(world)}`,
  (world, table) =>
    `CREATE INDEX ${newName(world, 'i')} ON ${table.name} (lower(${lastColumn(table)}) || ${text(world)})`,
  (world, table) =>
    `CREATE VIEW ${newName(world, 'v')} AS SELECT id, ${lastColumn(table)} AS x, ${text(world)} AS y FROM ${table.name} WHERE ${condition(world, table)}`,
  (world, table) =>
    `CREATE TRIGGER ${newName(world, 'g')} AFTER ${world.random.pick(['INSERT', 'UPDATE', 'DELETE'])} ON ${table.name} BEGIN\n  UPDATE ${table.name} SET ${lastColumn(table)} = CASE WHEN ${lastColumn(table)} = ${text(world)} THEN ${value(world)} ELSE ${lastColumn(table)} END; -- END;\n  SELECT 1;\nEND`,
  (world, table) =>
    `CREATE TRIGGER ${newName(world, 'g')} AFTER INSERT ON ${table.name} WHEN new.${lastColumn(table)} < 9 BEGIN INSERT INTO ${table.name} (${lastColumn(table)}) VALUES (new.${lastColumn(table)} + 1); END`,
  (world, table) =>
    `CREATE TRIGGER ${newName(world, 'g')} BEFORE INSERT ON ${table.name} WHEN new.${lastColumn(table)} = ${text(world)} BEGIN SELECT RAISE(${world.random.pick(['ABORT', 'FAIL', 'ROLLBACK'])}, 'no'); END`,
  (world, table) =>
    `CREATE TRIGGER ${newName(world, 'g')} AFTER DELETE ON ${table.name} BEGIN DELETE FROM ${table.name} WHERE id > old.id + 40; END`,
  (world, table) => {
    const name = newName(world, 'w');
    return `CREATE VIEW ${name} AS SELECT id AS i, ${lastColumn(table)} AS x FROM ${table.name};\nCREATE TRIGGER ${newName(world, 'g')} INSTEAD OF INSERT ON ${name} BEGIN UPDATE ${table.name} SET ${lastColumn(table)} = new.x WHERE id = new.i OR new.x = ${text(world)}; END;\nINSERT INTO ${name} VALUES (1, ${text(world)}), (2, 'x')`;
  },
];

const ALTERATIONS: readonly Maker[] = [
  (world, table) =>
    `ALTER TABLE ${table.name} ADD COLUMN ${newName(world, 'n')} ${table.kind === 'strict' ? 'TEXT' : world.random.pick(['', 'INTEGER', 'TEXT COLLATE NOCASE'])} DEFAULT ${world.quotes && table.kind !== 'strict' ? '"new"' : "'new'"}`,
  (world, table) => {
    const [old, fresh] = [lastColumn(table), newName(world, 'c')];
    table.columns = table.columns.map((name) => (name === old ? fresh : name));
    return `ALTER TABLE ${table.name} RENAME COLUMN ${old} TO ${fresh}`;
  },
  (world, table) => {
    const old = table.name;
    table.name = newName(world, 't');
    return `ALTER TABLE ${old} RENAME TO ${table.name}`;
  },
  (world, table) => {
    const last = table.columns.length > 2 ? table.columns.at(2) : undefined;
    if (last === undefined || last === 'p') return insert(world, table);
    table.columns = table.columns.filter((name) => name !== last);
    return `ALTER TABLE ${table.name} DROP COLUMN ${last}`;
  },
  rebuild,
  rebuild,
  (world, table) => {
    world.tables.splice(world.tables.indexOf(table), 1);
    return `DROP TABLE ${table.name}`;
  },
];

/** The procedure that SQLite's documentation gives for changes that ALTER TABLE cannot make. */
function rebuild(world: World, table: Table): string {
  const fresh = newName(world, 'fresh');
  const columns = table.columns.join(', ');
  const key = table.kind === 'without-rowid' ? 'id TEXT PRIMARY KEY' : 'id INTEGER PRIMARY KEY';
  const rest = table.columns.slice(1).map((name) => `${name} DEFAULT ${text(world)}`);
  return `PRAGMA foreign_keys = OFF;
CREATE TABLE ${fresh} (${[key, ...rest].join(', ')});
INSERT INTO ${fresh} (${columns}) SELECT ${columns} FROM ${table.name};
DROP TABLE ${table.name};
ALTER TABLE ${fresh} RENAME TO ${table.name};
PRAGMA foreign_key_check(${table.name})`;
}

const OTHERS: readonly Maker[] = [
  (world, table) =>
    `SAVEPOINT s; ${insert(world, table)}; ROLLBACK TRANSACTION TO s; ${insert(world, table)}; RELEASE s`,
  (world) =>
    `PRAGMA user_version = ${world.random.below(99)}; PRAGMA application_id = ${world.random.below(99)}`,
  (world, table) => {
    const name = newName(world, 'fts').replaceAll(/["[\]`; ]/g, '_');
    return `CREATE VIRTUAL TABLE ${name} USING fts5(x, y UNINDEXED, tokenize = 'porter');\nINSERT INTO ${name} SELECT ${lastColumn(table)}, id FROM ${table.name};\nINSERT INTO ${name}(${name}) VALUES ('optimize');\nUPDATE ${table.name} SET ${lastColumn(table)} = (SELECT count(*) FROM ${name} WHERE ${name} MATCH 'good OR bad');`;
  },
  (world, table) =>
    `REINDEX; ANALYZE; SELECT * FROM ${table.name} WHERE ${condition(world, table)}`,
  (world, table) =>
    `CREATE TEMP TABLE IF NOT EXISTS tmp0 AS SELECT * FROM ${table.name}; UPDATE ${table.name} SET ${lastColumn(table)} = (SELECT max(id) FROM tmp0)`,
  (world, table) =>
    `SELECT ${world.random.pick(['nosuch', 'abs(-9223372036854775808)', "json('{')", 'id', 'id', '*', 'count(*)'])} FROM ${table.name}`,
  (world, table) =>
    `EXPLAIN QUERY PLAN DELETE FROM ${table.name}; PRAGMA recursive_triggers; PRAGMA case_sensitive_like = OFF`,
  (world, table) => `PRAGMA defer_foreign_keys = ON; ${insert(world, table)}`,
];
