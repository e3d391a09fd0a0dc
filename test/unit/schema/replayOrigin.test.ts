import assert from 'node:assert/strict';
import { originOf } from '../../../src/core/replay/origin.ts';
import type { OriginSubject } from '../../../src/core/replay/origin.ts';
import { execute } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';

const SCRIPTS = {
  '0001-book.sql': `-- books first
CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, mail TEXT);
CREATE VIEW titles AS SELECT title FROM book;
`,
  '0002-index.sql': 'CREATE INDEX by_title ON book (title);\n',
  '0003-pages.sql': `CREATE TABLE other (x);

ALTER TABLE book ADD COLUMN pages INTEGER;
ALTER TABLE book RENAME COLUMN mail TO email;
`,
  '0004-view.sql': `DROP VIEW titles;
CREATE VIEW titles AS SELECT title, pages FROM book;
DROP TABLE other;
`,
};

describe('the origin of an object', () => {
  const made = makeProject({ scripts: SCRIPTS });
  const origin = async (type: OriginSubject['type'], name: string, column?: string) => {
    const subject = { type, name, ...(column === undefined ? {} : { column }) };
    const found = await originOf(made.project, subject, made.runtime);
    return found === null ? null : `${found.file}:${found.line}`;
  };

  before(async () => {
    assert.equal((await made.run()).ok, true);
  });

  it('is the script that made it, or changed it last, and the statement that names it', async () => {
    assert.equal(await origin('index', 'BY_TITLE'), '0002-index.sql:1');
    assert.equal(await origin('view', 'titles'), '0004-view.sql:2');
    assert.equal(await origin('table', 'book'), '0003-pages.sql:4');
  });

  it('is told for a column', async () => {
    assert.equal(await origin('table', 'book', 'title'), '0001-book.sql:2');
    assert.equal(await origin('table', 'book', 'pages'), '0003-pages.sql:3');
    assert.equal(await origin('table', 'book', 'email'), '0003-pages.sql:4');
  });

  it('is nowhere for what the scripts do not make, or made once and dropped', async () => {
    assert.equal(await origin('table', 'other'), null);
    assert.equal(await origin('table', 'never'), null);
    assert.equal(await origin('table', 'book', 'mail'), null);
  });

  it('is not a later statement that merely refers to it, and of a rebuild its last rename', async () => {
    const other = makeProject({
      scripts: {
        '0001-a.sql': `CREATE TABLE author (id INTEGER PRIMARY KEY);
CREATE TABLE novel (a REFERENCES author);
CREATE TABLE IF NOT EXISTS main."odd name" (a REFERENCES author);
`,
        '0002-b.sql': `CREATE TABLE novel_new (a INTEGER REFERENCES author);
DROP TABLE novel;
ALTER TABLE novel_new RENAME TO novel;
CREATE INDEX by_a ON novel (a);
`,
      },
    });
    await other.run();
    const at = async (name: string) => {
      const found = await originOf(other.project, { type: 'table', name }, other.runtime);
      return `${found?.file}:${found?.line}`;
    };
    assert.equal(await at('author'), '0001-a.sql:1');
    assert.equal(await at('odd name'), '0001-a.sql:3');
    assert.equal(await at('novel'), '0002-b.sql:3');
  });

  it('looks at no script beyond the version of the database', async () => {
    made.add({ '0005-later.sql': 'DROP VIEW titles;\n' });
    assert.equal(await origin('view', 'titles'), '0004-view.sql:2');
    execute(made.database, 'UPDATE _meta SET version = 2');
    assert.equal(await origin('view', 'titles'), '0001-book.sql:3');
  });
});
