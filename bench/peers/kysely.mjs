// Applies the .sql files of a folder with Kysely's migrator: `node kysely.mjs DATABASE FOLDER`.
import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';

const [file, folder] = process.argv.slice(2);
const database = new Database(file);
const db = new Kysely({ dialect: new SqliteDialect({ database }) });
const migrator = new Migrator({
  db,
  provider: {
    getMigrations: async () =>
      Object.fromEntries(
        fs
          .readdirSync(folder)
          .map((name) => [
            name,
            { up: async () => database.exec(fs.readFileSync(path.join(folder, name), 'utf8')) },
          ]),
      ),
  },
});
const { error } = await migrator.migrateToLatest();
await db.destroy();
if (error !== undefined) throw new Error('the migration failed', { cause: error });
