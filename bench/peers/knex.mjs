// Applies the .sql files of a folder with knex's migrator: `node knex.mjs DATABASE FOLDER`.
import fs from 'node:fs';
import path from 'node:path';
import knex from 'knex';

const [database, folder] = process.argv.slice(2);
const connection = knex({
  client: 'better-sqlite3',
  connection: { filename: database },
  useNullAsDefault: true,
});
await connection.migrate.latest({
  migrationSource: {
    getMigrations: async () => fs.readdirSync(folder).toSorted(),
    getMigrationName: (name) => name,
    getMigration: async (name) => ({
      up: async (trx) => {
        const driver = await trx.client.acquireConnection();
        driver.exec(fs.readFileSync(path.join(folder, name), 'utf8'));
      },
      down: async () => {},
    }),
  },
});
await connection.destroy();
