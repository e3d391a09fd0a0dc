// Applies the .sql files of a folder with umzug, each in a transaction with its record: `node umzug.mjs DATABASE FOLDER`.
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { Umzug } from 'umzug';

const [file, folder] = process.argv.slice(2);
const database = new Database(file);
database.exec('CREATE TABLE IF NOT EXISTS done (name TEXT PRIMARY KEY)');
const umzug = new Umzug({
  migrations: fs
    .readdirSync(folder)
    .toSorted()
    .map((name) => ({
      name,
      up: async () => {
        database.exec(`BEGIN IMMEDIATE;${fs.readFileSync(path.join(folder, name), 'utf8')}`);
      },
    })),
  storage: {
    logMigration: async ({ name }) => {
      database.prepare('INSERT INTO done VALUES (?)').run(name);
      database.exec('COMMIT');
    },
    unlogMigration: async () => {},
    executed: async () =>
      database
        .prepare('SELECT name FROM done')
        .all()
        .map(({ name }) => name),
  },
  logger: undefined,
});
await umzug.up();
database.close();
