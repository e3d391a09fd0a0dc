import type { Connection } from '../database/connection.ts';
import { terminated } from '../sql/comment.ts';

/** One object of a schema, as stored. */
export interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string;
}

const ORDER = ['table', 'index', 'view', 'trigger'];

/** All objects that have a text, in the order in which they can be made again. SQLite's own and the engine's are left out. */
export function schemaObjects(connection: Connection): SchemaObject[] {
  const objects = connection
    .all(`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid`)
    .map((row) => ({
      type: String(row['type']),
      name: String(row['name']),
      table: String(row['tbl_name']),
      sql: String(row['sql']),
    }))
    .filter(
      ({ name }) => !name.toLowerCase().startsWith('sqlite_') && !OWN.has(name.toLowerCase()),
    );
  return objects.sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
}

const OWN = new Set(['_meta', '_migrations']);

/** A script that makes the schema of a database in an empty one. The stored texts are kept as they are. */
export function initialScript(connection: Connection, title: string): string {
  const shadows = shadowTables(connection);
  const statements = schemaObjects(connection)
    .filter(({ type, name }) => type !== 'table' || !shadows.has(name.toLowerCase()))
    .map(({ sql }) => `${terminated(sql)}\n`);
  return [`-- ${title}\n`, ...headerPragmas(connection), ...statements].join('\n');
}

/** Tables that a virtual table makes by itself. https://sqlite.org/vtab.html#the_xshadowname_method */
function shadowTables(connection: Connection): ReadonlySet<string> {
  return new Set(
    connection
      .all(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'`)
      .map((row) => String(row['name']).toLowerCase()),
  );
}

/** Numbers in the file header that belong to the application. Both can be set inside a transaction. */
function headerPragmas(connection: Connection): string[] {
  return ['user_version', 'application_id'].flatMap((name) => {
    const value = Number(connection.get(`PRAGMA ${name}`)?.[name] ?? 0);
    return value === 0 ? [] : [`PRAGMA ${name} = ${value};\n`];
  });
}
