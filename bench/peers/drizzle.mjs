// Applies a folder in Drizzle's layout with its migrator, which takes one transaction for all: `node drizzle.mjs DATABASE FOLDER`.
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';

const [file, folder] = process.argv.slice(2);
const database = new Database(file);
migrate(drizzle(database), { migrationsFolder: folder });
database.close();
