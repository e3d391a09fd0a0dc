import { projectIn, writeFiles } from './projectFiles.ts';

const LIBRARY = `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE book (
  id INTEGER PRIMARY KEY,
  author INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE,
  title TEXT NOT NULL DEFAULT ''
);
CREATE VIEW titles AS SELECT b.title, a.name FROM book b JOIN author a ON a.id = b.author;
CREATE TRIGGER author_gone AFTER DELETE ON author BEGIN DELETE FROM book WHERE author = old.id; END;
`;

const ROWS = `INSERT INTO author (name) VALUES ('Ada'), ('Boris'), ('Chiara');
INSERT INTO book (author, title) VALUES (1, 'a'), (1, 'b'), (2, 'c'), (3, 'd');
`;

/** A library whose first three scripts are applied, with rows, and two that are pending. */
export function scriptLibrary(folder: string): void {
  projectIn(folder, {
    files: {
      '.fastmigrate': '[paths]\ndb = data/library.db\nmigrations = migrations\n',
      'migrations/0001-library.sql': LIBRARY,
      'migrations/0002-rows.sql': ROWS,
      'migrations/0003-pages.sql': 'ALTER TABLE book ADD COLUMN pages INTEGER;\n',
      'migrations/0004-tags.sql': 'CREATE TABLE tag (name TEXT PRIMARY KEY);\n',
      'migrations/0005-next.sql': 'SELECT 1;\n',
    },
    database: 'data/library.db',
    to: 3,
  });
  // SQL outside the migrations folder is none of the extension's business.
  writeFiles(folder, { 'notes.sql': 'SELECT * FROM nowhere;\n' });
}
