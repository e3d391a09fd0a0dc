import assert from 'node:assert/strict';
import { renameOnPaper } from '../../../src/core/schema/diff/paper.ts';
import type { Renames } from '../../../src/core/schema/change.ts';
import type { Schema } from '../../../src/core/schema/model.ts';
import { schemaIn, stock } from './parseFacts.ts';

const TABLES = [
  `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT, mail TEXT, boss REFERENCES author (id))`,
  `CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id), name TEXT UNIQUE, mail mail,
    "end" INTEGER, start INTEGER CHECK (start < end OR case when mail then start end > 1 OR book.name LIKE 'name'),
    big AS (cast(mail AS mail) || name COLLATE name) STORED, fallback UNIQUE DEFAULT ('name'), [key] CONSTRAINT name NOT NULL,
    CONSTRAINT mail CHECK (length(name) > 1 AND "mail" <> 'mail' AND not start LIKE end),
    UNIQUE ("mail", 'name' COLLATE NOCASE DESC), FOREIGN KEY (name, mail) REFERENCES author (name, mail))`,
  `CREATE TABLE shelf (label TEXT, name TEXT, book)`,
];

/** The renamings, each with the statement that makes it. */
const RENAMES: Readonly<Record<string, Renames>> = {
  'ALTER TABLE author RENAME TO writer': tables('author', 'writer'),
  'ALTER TABLE book RENAME TO "the book"': tables('book', 'the book'),
  'ALTER TABLE shelf RENAME TO "end"': tables('shelf', 'end'),
  'ALTER TABLE book RENAME name TO title': columns('book', 'name', 'title'),
  'ALTER TABLE book RENAME mail TO "e-mail"': columns('book', 'mail', 'e-mail'),
  'ALTER TABLE book RENAME "end" TO finish': columns('book', 'end', 'finish'),
  'ALTER TABLE book RENAME "key" TO "like"': columns('book', 'key', 'like'),
  'ALTER TABLE book RENAME author TO author_id': columns('book', 'author', 'author_id'),
  'ALTER TABLE author RENAME name TO "full name"': columns('author', 'name', 'full name'),
  'ALTER TABLE author RENAME mail TO email': columns('author', 'mail', 'email'),
  'ALTER TABLE author RENAME id TO number': columns('author', 'id', 'number'),
};

/** Objects that mention the tables, each with the number of renamings that are not left to SQLite. */
const OBJECTS: readonly (readonly [sql: string, clear: number])[] = [
  ['CREATE INDEX i ON book (name, mail COLLATE NOCASE DESC, "end")', 11],
  [`CREATE INDEX i ON book (lower(name) || mail, 'author') WHERE end > 1 AND mail <> 'mail'`, 11],
  [`CREATE INDEX i ON author (name) WHERE mail IN ('mail', 'name')`, 11],
  ['CREATE INDEX name ON author (mail)', 11],
  ['CREATE VIEW v AS SELECT name FROM book', 11],
  ['CREATE VIEW v AS SELECT mail FROM author ORDER BY mail', 11],
  ['CREATE VIEW v AS SELECT book.name, book.author, "mail" FROM main.book', 11],
  ['CREATE VIEW v AS SELECT b.name, b.mail, author.name FROM book AS b, author', 9],
  ['CREATE VIEW v AS SELECT b.name, a.name FROM book b JOIN author a ON a.id = b.author', 11],
  ['CREATE VIEW v AS SELECT name FROM book JOIN author USING (name)', 9],
  ['CREATE VIEW v AS SELECT author.name AS author FROM author', 9],
  ['CREATE VIEW v AS SELECT author.id FROM author JOIN book ON book.author = author.id', 11],
  ['CREATE VIEW v (name) AS SELECT count(*) FROM book WHERE name IS NOT NULL', 11],
  ['CREATE VIEW v AS SELECT id name FROM book', 10],
  ['CREATE VIEW v AS SELECT name FROM (SELECT name FROM book)', 10],
  ['CREATE VIEW v AS WITH c AS (SELECT mail FROM author) SELECT mail FROM c', 9],
  [`CREATE VIEW v AS SELECT case when "end" > 1 then start end FROM book`, 10],
  [`CREATE VIEW v AS SELECT id FROM book WHERE mail LIKE 'mail' AND id IN author`, 8],
  [
    'CREATE VIEW v AS SELECT id FROM book WHERE EXISTS (SELECT 1 FROM shelf WHERE label = mail)',
    11,
  ],
  [
    `CREATE TRIGGER name AFTER UPDATE OF name, mail ON book WHEN new.name <> old.mail BEGIN
      UPDATE author SET name = new.name WHERE id = new.author; END`,
    11,
  ],
  [
    `CREATE TRIGGER t INSERT ON author BEGIN INSERT INTO book (name, mail) SELECT name, mail FROM author; END`,
    7,
  ],
  [
    `CREATE TRIGGER t DELETE ON book BEGIN UPDATE OR IGNORE shelf SET label = old.name, name = 'name'; DELETE FROM shelf WHERE label = "old"."mail"; END`,
    11,
  ],
  [
    `CREATE TRIGGER t INSERT ON shelf BEGIN INSERT INTO book (name) VALUES (new.label) ON CONFLICT (name) DO UPDATE SET mail = excluded.name; END`,
    8,
  ],
];

describe('A renaming on paper', () => {
  it('gives every part of a table the names that SQLite gives it', () => {
    for (const [sql, renames] of Object.entries(RENAMES))
      assert.deepEqual(unlike([], sql, renames), { wrong: [], unclear: 0 }, sql);
  });

  for (const [object, clear] of OBJECTS)
    it(`does what SQLite does, or says that it cannot tell: ${object}`, () => {
      let known = 0;
      for (const [sql, renames] of Object.entries(RENAMES)) {
        const { wrong, unclear } = unlike([object], sql, renames);
        assert.deepEqual(wrong, [], sql);
        known += 1 - unclear;
      }
      assert.equal(known, clear);
    });

  it('keeps objects that mention nothing of it', () => {
    const database = stock(...TABLES, 'CREATE VIEW v AS SELECT label FROM shelf');
    const before = schemaIn(database);
    database.close();
    const { schema } = renameOnPaper(before, columns('author', 'mail', 'email'));
    assert.equal(schema.views[0], before.views[0]);
    assert.equal(schema.tables[2], before.tables[2]);
    assert.equal(schema.tables[1] === before.tables[1], false);
  });
});

/** What paper and SQLite do not agree about. */
function unlike(
  objects: readonly string[],
  sql: string,
  renames: Renames,
): { readonly wrong: readonly unknown[]; readonly unclear: number } {
  const database = stock(...TABLES, ...objects);
  try {
    const before = schemaIn(database);
    const { schema, unclear } = renameOnPaper(before, renames);
    try {
      database.exec(sql);
    } catch {
      // SQLite refuses, so that nobody can be misled.
      return { wrong: [], unclear: unclear.size };
    }
    const after = textsOf(schemaIn(database));
    const wrong = textsOf(schema).filter(
      ({ canonical, object }, index) =>
        !unclear.has(object) && canonical !== after[index]?.canonical,
    );
    return { wrong: wrong.map(({ canonical }) => canonical), unclear: unclear.size };
  } finally {
    database.close();
  }
}

function textsOf({ tables: all, indexes, views, triggers }: Schema) {
  return [...all, ...indexes, ...views, ...triggers].map((object) => ({
    object,
    canonical: object.canonical,
  }));
}

function tables(from: string, to: string): Renames {
  return { tables: [{ from, to }], columns: [] };
}

function columns(table: string, from: string, to: string): Renames {
  return { tables: [], columns: [{ table, from, to }] };
}
