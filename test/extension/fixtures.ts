import { projectIn, writeFiles } from './projectFiles.ts';
import fs from 'node:fs';
import path from 'node:path';
import {
  chosenInterpreters,
  latinScripts,
  longScripts,
  oneFolderForTwo,
  tenantFolders,
} from './runFixtures.ts';
import { scriptLibrary } from './scriptFixture.ts';
import { shopIn } from './shop.ts';
import { SHOP_SCRIPTS, WANTED } from './wantedSchema.ts';

/** What the editor opens for one suite. */
export interface Fixture {
  /** A folder or a `.code-workspace` file; without it the window is empty. */
  readonly open?: string;
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Opens it in Restricted Mode. */
  readonly restricted?: boolean;
}

/** Makes the workspace of a suite in a new, empty folder. Runs outside the editor. */
export type MakeFixture = (folder: string) => Fixture | Promise<Fixture>;

/** Modal dialogs are refused while a test runs in the extension host; the page tests answer them. */
const UNASKED = { 'fastmigrate.confirmBeforeRun': false };

const SCRIPTS = {
  'migrations/0001-books.sql':
    'CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT NOT NULL);\n',
  'migrations/0002-loans.sql': 'CREATE TABLE loans (book INTEGER REFERENCES books(id));\n',
  'migrations/0003-tags.sql': 'CREATE TABLE tags (name TEXT);\n',
  'migrations/0004-fill.py':
    'import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute("INSERT INTO tags VALUES (\'new\')")\nc.commit()\nprint("filled")\n',
};

const SCRIPTS_WITH_HOOKS = {
  '.fastmigrate':
    '[paths]\ndb = server://me:hidden-thing@host/ledger\nmigrations = migrations\nschema = wanted.sql\n',
  'wanted.sql': 'CREATE TABLE books (id INTEGER PRIMARY KEY);\n',
  'migrations/0001-books.sql': 'CREATE TABLE books (id INTEGER PRIMARY KEY);\n',
  'migrations/0002-loans.sql': 'CREATE TABLE loans (book INTEGER);\n',
};

/** Hooks on a file beside them, whatever the project says. */
const HOOKS = `import { DatabaseSync } from 'node:sqlite';
export const backendName = 'Ledger';
export const getConnection = (db, { folder }) => new DatabaseSync(folder + '/../ledger.db');
export const closeConnection = (connection) => connection.close();
export const ensureMetaTable = (connection) =>
  connection.exec('CREATE TABLE IF NOT EXISTS ledger (step INTEGER NOT NULL)');
export const getVersion = (connection) =>
  connection.prepare('SELECT coalesce(max(step), 0) AS step FROM ledger').get().step;
export const setVersion = (connection, version) =>
  connection.prepare('INSERT INTO ledger VALUES (?)').run(version);
export const executeSql = (connection, sql) => connection.exec(sql);
`;

/** Suites by name: `NAME` stands for test/extension/NAME.test.ts, which runs in a window of its own. */
export const suites: Readonly<Record<string, MakeFixture>> = {
  noProject: (folder) => {
    writeFiles(folder, { 'notes.txt': 'nothing to migrate here\n' });
    return { open: folder, userSettings: UNASKED };
  },
  oneProject: (folder) => {
    projectIn(folder, {
      files: { '.fastmigrate': CONFIG, ...SCRIPTS },
      database: 'data/library.db',
      to: 2,
    });
    return { open: folder, userSettings: UNASKED };
  },
  movedFolders: (parent) => {
    const folder = path.join(parent, 'inner');
    projectIn(folder, {
      files: {
        '.fastmigrate': '[paths]\ndb = store/databases/main.db\nmigrations = app/scripts/sql\n',
        'app/scripts/sql/0001-a.sql': 'CREATE TABLE a (x);\n',
        'app/scripts/sql/0002-b.sql': 'CREATE TABLE b (x);\n',
      },
      database: 'store/databases/main.db',
      migrations: 'app/scripts/sql',
      to: 1,
    });
    return { open: folder, userSettings: UNASKED };
  },
  failedScript: (folder) => {
    projectIn(folder, {
      files: {
        '.fastmigrate': CONFIG,
        'migrations/0001-a.py': "print('so far')\nraise ValueError('no such book.')\n",
      },
      database: 'data/library.db',
      to: 0,
    });
    return { open: folder, userSettings: UNASKED };
  },
  slowScript: (folder) => {
    projectIn(folder, {
      files: {
        '.fastmigrate': CONFIG,
        'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
        'migrations/0002-slow.sql':
          'CREATE TABLE s AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 9000000000) SELECT count(*) AS n FROM c;\n',
        'migrations/0003-b.sql': 'CREATE TABLE b (x);\n',
      },
      database: 'data/library.db',
      to: 1,
    });
    return { open: folder, userSettings: UNASKED };
  },
  manyScripts: (folder) => {
    const numbers = Array.from({ length: 600 }, (_, at) => at + 1);
    const files = numbers.map((number) => [
      `migrations/${String(number).padStart(4, '0')}-step.sql`,
      `CREATE TABLE t${number} (x);\n`,
    ]);
    projectIn(folder, {
      files: { '.fastmigrate': CONFIG, ...Object.fromEntries(files) },
      database: 'data/library.db',
      to: 402,
    });
    return { open: folder, userSettings: UNASKED };
  },
  problems: (folder) => {
    projectIn(folder, {
      files: {
        ...SCRIPTS,
        'migrations/0005-broken.sql':
          "CREATE TABLE fine (a);\n\nINSERT INTO  nowhere VALUES ('x');\n",
      },
      database: 'data/database.db',
      to: 4,
    });
    return { open: folder, userSettings: UNASKED };
  },
  backend: (folder) => {
    writeFiles(folder, { ...SCRIPTS_WITH_HOOKS, 'migrations/config.mjs': HOOKS });
    return { open: folder, userSettings: UNASKED };
  },
  restrictedBackend: (folder) => {
    const trap = "import fs from 'node:fs';\nfs.writeFileSync('loaded', '');\n";
    writeFiles(folder, { ...SCRIPTS_WITH_HOOKS, 'migrations/config.mjs': `${trap}${HOOKS}` });
    return { open: folder, restricted: true };
  },
  restricted: (folder) => {
    projectIn(folder, {
      files: { '.fastmigrate': CONFIG, ...SCRIPTS },
      database: 'data/library.db',
      to: 2,
    });
    // The command line would refuse to run beside it.
    writeFiles(folder, { 'migrations/0005_bad.sql': 'SELECT 1;\n' });
    return { open: folder, restricted: true, userSettings: UNASKED };
  },
  manyProjects: (folder) => {
    const first = path.join(folder, "Käse & it's");
    const second = path.join(folder, 'two databases');
    projectIn(first, { files: SCRIPTS, database: 'data/database.db', to: 1 });
    projectIn(second, {
      files: {
        '.fastmigrate':
          '[paths]\ndb = data/main.db\nmigrations = migrations\n\n[database Übersicht]\ndb = data/"quoted" [1].db\nmigrations = other\n',
        ...SCRIPTS,
        'other/0001-only.sql': 'CREATE TABLE only_one (x);\n',
      },
      database: 'data/main.db',
      to: 3,
    });
    projectIn(second, { files: {}, database: 'data/"quoted" [1].db', migrations: 'other', to: 0 });
    const file = path.join(folder, 'all.code-workspace');
    writeFiles(folder, {
      'all.code-workspace': JSON.stringify({
        folders: [{ path: path.basename(first) }, { path: 'two databases' }],
      }),
    });
    return { open: file, userSettings: UNASKED };
  },
  statuses: (folder) => {
    projectIn(folder, {
      files: { '.fastmigrate': CONFIG, ...SCRIPTS, 'migrations/0003-tags.sql': TAGS },
      database: 'data/library.db',
      to: 2,
    });
    // Merged after a later one was applied, edited in its comments only, and gone.
    const rest = ['0005-shelves.sql', '0007-members.sql'];
    for (const [index, name] of rest.entries())
      writeFiles(folder, { [`migrations/${name}`]: `CREATE TABLE t${index} (x);\n` });
    projectIn(folder, { files: {}, database: 'data/library.db', to: 7 });
    writeFiles(folder, {
      'migrations/0006-late.sql': 'CREATE TABLE late (x);\n',
      'migrations/0003-tags.sql': `-- What books are about.\n${TAGS}`,
    });
    fs.rmSync(path.join(folder, 'migrations/0005-shelves.sql'));
    return { open: folder, userSettings: UNASKED };
  },
  conflict: (folder) => {
    shopIn(folder);
    return { open: folder, userSettings: UNASKED };
  },
  drift: (folder) => {
    projectIn(folder, {
      files: {
        '.fastmigrate':
          '[paths]\ndb = data/shop.db\nmigrations = migrations\nschema = schema.sql\n',
        'schema.sql': WANTED,
        ...SHOP_SCRIPTS,
      },
      database: 'data/shop.db',
      to: 2,
    });
    return { open: folder, userSettings: UNASKED };
  },
  schemaTree: (folder) => {
    projectIn(folder, {
      files: {
        '.fastmigrate': CONFIG,
        'migrations/0001-books.sql':
          "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nCREATE TABLE book (\n  id INTEGER PRIMARY KEY,\n  author INTEGER NOT NULL REFERENCES author (id),\n  title TEXT NOT NULL DEFAULT ''\n);\n",
        'migrations/0002-length.sql':
          '-- How long titles are.\nALTER TABLE book ADD COLUMN length INTEGER AS (length(title));\nCREATE INDEX book_title ON book (title);\n',
        'migrations/0003-search.sql':
          'CREATE VIRTUAL TABLE search USING fts5 (title);\n\nCREATE TRIGGER book_named AFTER INSERT ON book BEGIN\n  INSERT INTO search (rowid, title) VALUES (new.id, new.title);\nEND;\n',
        // There is no fourth.
        'migrations/0005-titles.sql': 'CREATE VIEW titles AS SELECT title FROM book;\n',
      },
      database: 'data/library.db',
      to: 5,
    });
    return { open: folder, userSettings: UNASKED };
  },
  rehearse: (folder) => {
    projectIn(folder, {
      files: {
        '.fastmigrate': CONFIG,
        'migrations/0001-books.sql':
          "CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT);\nINSERT INTO books (title) VALUES ('a'), ('b');\n",
        'migrations/0002-isbn.sql':
          'ALTER TABLE books ADD COLUMN isbn TEXT;\nDELETE FROM books WHERE id = 1;\n',
        'migrations/0003-bad.sql': 'SELECT 1;\n  INSERT INTO nowhere VALUES (1);\n',
      },
      database: 'data/library.db',
      to: 1,
    });
    return { open: folder, userSettings: UNASKED };
  },
  scriptLanguage: library(),
  codeLens: library(),
  restrictedScript: library({ restricted: true }),
  autoSave: library({
    userSettings: { ...UNASKED, 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 300 },
  }),
  appliedEdit: library(),
  quickFixes: library(),
  fleet: (folder) => {
    projectIn(folder, { files: SCRIPTS, database: 'tenants/a0.db', to: 0 });
    for (let index = 1; index < 8; index += 1)
      fs.copyFileSync(
        path.join(folder, 'tenants/a0.db'),
        path.join(folder, `tenants/a${index}.db`),
      );
    projectIn(folder, { files: {}, database: 'tenants/b.db', to: 2 });
    writeFiles(folder, {
      '.fastmigrate': '[paths]\ndb = tenants/*.db\n',
      'tenants/broken.db': 'no database',
    });
    return { open: folder, userSettings: UNASKED };
  },
  fleetFolders: (folder) => {
    tenantFolders(folder);
    return { open: folder, userSettings: UNASKED };
  },
  unreadableScript: (folder) => {
    latinScripts(folder);
    return { open: folder, userSettings: UNASKED };
  },
  interpreters: (folder) => {
    chosenInterpreters(folder);
    return { open: folder, userSettings: UNASKED };
  },
  restrictedInterpreters: (folder) => {
    chosenInterpreters(folder);
    return { open: folder, restricted: true, userSettings: UNASKED };
  },
  sharedFolder: (folder) => {
    oneFolderForTwo(folder);
    return { open: folder, userSettings: UNASKED };
  },
  cancelling: (folder) => {
    longScripts(folder);
    return { open: folder, userSettings: UNASKED };
  },
};

const TAGS = 'CREATE TABLE tags (name TEXT);\n';
const CONFIG = '[paths]\ndb = data/library.db\nmigrations = migrations\n';

/** The library of the suites about scripts in the editor. */
function library(more: Fixture = {}): MakeFixture {
  return (folder) => {
    scriptLibrary(folder);
    return { open: folder, userSettings: UNASKED, ...more };
  };
}
