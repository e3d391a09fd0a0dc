import fs from 'node:fs';
import path from 'node:path';

/** The migrations of a benchmark in the layout of each program: the same statements everywhere. */
export interface MigrationFolders {
  readonly plain: string;
  readonly dbmate: string;
  readonly drizzle: string;
  /** For the sqlite3 program: one transaction for each migration. */
  readonly oneByOne: string;
  /** All in one transaction. */
  readonly together: string;
}

/** Writes `count` migrations: each fifth makes a table with an index, the others add two rows and a column. */
export function writeMigrations(folder: string, count: number): MigrationFolders {
  const folders = {
    plain: path.join(folder, 'migrations'),
    dbmate: path.join(folder, 'dbmate'),
    drizzle: path.join(folder, 'drizzle'),
  };
  for (const each of Object.values(folders)) fs.mkdirSync(each, { recursive: true });
  fs.mkdirSync(path.join(folders.drizzle, 'meta'), { recursive: true });
  const texts = Array.from({ length: count }, (_, index) => text(index));
  const entries = texts.map((sql, index) => {
    const name = `${String(index + 1).padStart(5, '0')}`;
    // Four digits are the rule of this project, so the largest folder has 9,999.
    fs.writeFileSync(path.join(folders.plain, `${name.slice(1)}-step.sql`), sql);
    fs.writeFileSync(
      path.join(folders.dbmate, `${name}_step.sql`),
      `-- migrate:up\n${sql}-- migrate:down\n`,
    );
    fs.writeFileSync(
      path.join(folders.drizzle, `${name}_step.sql`),
      sql.trim().replaceAll(';\n', ';\n--> statement-breakpoint\n'),
    );
    return {
      idx: index,
      version: '6',
      when: 1_700_000_000_000 + index,
      tag: `${name}_step`,
      breakpoints: true,
    };
  });
  fs.writeFileSync(
    path.join(folders.drizzle, 'meta', '_journal.json'),
    JSON.stringify({ version: '7', dialect: 'sqlite', entries }),
  );
  return {
    ...folders,
    oneByOne: texts.map((sql) => `BEGIN IMMEDIATE;\n${sql}COMMIT;\n`).join(''),
    together: `BEGIN IMMEDIATE;\n${texts.join('')}COMMIT;\n`,
  };
}

function text(index: number): string {
  const table = `t${Math.floor(index / 5)}`;
  return index % 5 === 0
    ? `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, name TEXT NOT NULL, n INTEGER);\nCREATE INDEX ${table}_n ON ${table} (n);\n`
    : `INSERT INTO ${table} (name, n) VALUES ('a', ${index}), ('b', ${index});\nALTER TABLE ${table} ADD COLUMN c${index} TEXT;\n`;
}
