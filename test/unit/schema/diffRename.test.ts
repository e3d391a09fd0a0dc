import assert from 'node:assert/strict';
import { describeChanges } from '../../../src/core/schema/diff/describe.ts';
import { diffSchemas } from '../../../src/core/schema/diff/diff.ts';
import { schemaFrom } from './parseFacts.ts';
import { AUTHOR, BOOK, NONE, OBJECTS, SHOP, column, lines, table } from './renaming.ts';

describe('A renaming', () => {
  it('of a column is all that differs where SQLite renames the rest', () => {
    const after = [
      AUTHOR.replaceAll('mail', '"e-mail"'),
      BOOK,
      'CREATE INDEX i ON author ("E-Mail" COLLATE NOCASE) WHERE "e-mail" IS NOT NULL',
      'CREATE VIEW v AS SELECT author."e-mail", a."e-mail" FROM author JOIN author AS a JOIN book b ON b.author = a.id WHERE b.mail > 1',
      OBJECTS[2]?.replaceAll('mail', '[e-mail]') ?? '',
    ];
    const renames = column('author', 'mail', 'e-mail');
    assert.deepEqual(lines(SHOP, after, renames), ['rename column author.mail to e-mail']);
  });

  it('of a table is all that differs where SQLite renames the rest', () => {
    const after = [
      'CREATE VIEW v AS SELECT writer.mail, a.mail FROM writer JOIN writer AS a JOIN book b ON b.author = a.id WHERE b.mail > 1',
      'CREATE TABLE book (id INTEGER PRIMARY KEY, author, mail, FOREIGN KEY (author) REFERENCES Writer (id))',
    ];
    const renames = table('author', 'writer');
    const rest = [SHOP[0], SHOP[2], SHOP[4]].map(
      (text) => text?.replaceAll('author', 'writer') ?? '',
    );
    const [own = '', index = '', trigger = ''] = rest;
    assert.deepEqual(lines(SHOP, [own, ...after, index, trigger], renames), [
      'rename table author to writer',
    ]);
  });

  it('of a table and its columns comes first, and other changes use the new names', () => {
    const before = ['CREATE TABLE a (x TEXT, y TEXT, CHECK (x > y))', 'CREATE INDEX i ON a (x)'];
    const after = [
      'CREATE TABLE b (k INTEGER CHECK (k > y), y TEXT NOT NULL)',
      'CREATE INDEX i ON b (k)',
    ];
    const renames = {
      tables: [{ from: 'A', to: 'B' }],
      columns: [{ table: 'b', from: 'X', to: 'K' }],
    };
    assert.deepEqual(lines(before, after, renames), [
      'rename table a to b',
      'rename column b.x to k',
      'change type of b.k from TEXT to INTEGER',
      'make b.y NOT NULL',
    ]);
  });

  it('does not hide that another object was changed', () => {
    const after = [BOOK, AUTHOR, ...OBJECTS].map((text) => text.replaceAll('author', 'writer'));
    const wrong = after.map((text) => text.replace('REFERENCES writer', 'REFERENCES author'));
    assert.deepEqual(
      lines(SHOP, wrong, {
        ...table('author', 'writer'),
        columns: [{ table: 'book', from: 'author', to: 'writer' }],
      }),
      [
        'rename table author to writer',
        'rename column book.author to writer',
        'drop FOREIGN KEY (author) REFERENCES author (id) of book',
        'add FOREIGN KEY (writer) REFERENCES author (id) to book',
      ],
    );
  });

  it('makes a statement new where only SQLite could tell what a name means', () => {
    const before = [
      AUTHOR,
      BOOK,
      'CREATE VIEW v AS WITH a AS (SELECT mail FROM author) SELECT mail FROM a',
    ];
    const after = before.map((text) => text.replaceAll('mail', 'email'));
    const renames = {
      tables: [],
      columns: ['author', 'book'].map((name) => ({ table: name, from: 'mail', to: 'email' })),
    };
    assert.deepEqual(lines(before, after, renames), [
      'rename column author.mail to email',
      'rename column book.mail to email',
      'change view v',
    ]);
  });

  it('makes such a statement new even where its text stays, since SQLite may change it', () => {
    const view = 'CREATE VIEW v AS SELECT id mail FROM author';
    const after = [AUTHOR.replaceAll('mail', 'email'), view];
    assert.deepEqual(lines([AUTHOR, view], after, column('author', 'mail', 'email')), [
      'rename column author.mail to email',
      'change view v',
    ]);
  });

  it('is taken from hints, which stand for a table and a column', () => {
    const before = ['CREATE TABLE a (x TEXT, y)', 'CREATE TABLE keep (z)'];
    const after = [
      'CREATE TABLE b ( -- renamed from: A\n -- renamed from: "X"\n k TEXT, y)',
      'CREATE TABLE keep (z)',
    ];
    const diff = diffSchemas(schemaFrom(...before), schemaFrom(...after));
    assert.deepEqual(describeChanges(diff.changes), [
      'rename table a to b',
      'rename column b.x to k',
    ]);
    assert.deepEqual(diff.candidates, []);
  });

  it('that has been made leaves its hint without a meaning', () => {
    const after = ['CREATE TABLE b ( -- renamed from: a\n k TEXT -- renamed from: x\n)'];
    assert.deepEqual(lines(['CREATE TABLE b (k TEXT)'], after), []);
    assert.deepEqual(lines(['CREATE TABLE b (k TEXT)', 'CREATE TABLE a (x)'], after), [
      'drop table a',
    ]);
    assert.deepEqual(lines(['CREATE TABLE b (k TEXT, x BLOB)'], after), ['drop column b.x']);
    assert.deepEqual(lines([], after), ['create table b']);
  });

  it('is not taken from a hint whose old name is still wanted', () => {
    const after = ['CREATE TABLE a (x)', 'CREATE TABLE b ( -- renamed from: a\n x)'];
    assert.deepEqual(lines(['CREATE TABLE a (x)'], after), ['create table b']);
  });

  it('is taken from hints that pass a name on', () => {
    const columns = [
      'CREATE TABLE t (\nb, -- renamed from: a\nc, -- renamed from: b\nd -- renamed from: c\n)',
    ];
    assert.deepEqual(lines(['CREATE TABLE t (a, b, c)'], columns), [
      'rename column t.a to b',
      'rename column t.b to c',
      'rename column t.c to d',
    ]);
    assert.deepEqual(lines(['CREATE TABLE t (b, c, d)'], columns), []);
    assert.deepEqual(lines(['CREATE TABLE t (a, b, d)'], columns), [
      'rename column t.a to b',
      'rename column t.b to c',
    ]);
    const tables = [
      'CREATE TABLE v ( -- renamed from: u\n y)',
      'CREATE TABLE u ( -- renamed from: T\n x)',
    ];
    assert.deepEqual(lines(['CREATE TABLE t (x)', 'CREATE TABLE u (y)'], tables), [
      'rename table u to v',
      'rename table t to u',
    ]);
  });

  it('is not taken from hints that go round or that share a name', () => {
    const swapped = ['CREATE TABLE t (\na, -- renamed from: b\nb -- renamed from: a\n)'];
    assert.deepEqual(lines(['CREATE TABLE t (a, b)'], swapped), []);
    const round = [
      'CREATE TABLE t (\na, -- renamed from: b\nb, -- renamed from: a\nc -- renamed from: b\n)',
    ];
    assert.deepEqual(lines(['CREATE TABLE t (a, b)'], round), ['add column t.c']);
    const shared = [
      'CREATE TABLE t (\nb, -- renamed from: a\nc, -- renamed from: b\nd -- renamed from: a\n)',
    ];
    assert.deepEqual(lines(['CREATE TABLE t (a, b)'], shared), [
      'add column t.c',
      'add column t.d',
      'drop column t.a',
    ]);
  });

  it('takes a name that another one leaves', () => {
    const before = ['CREATE TABLE t (a TEXT, b INT)'];
    const columns = [...column('t', 'a', 'b').columns, ...column('t', 'b', 'c').columns];
    assert.deepEqual(lines(before, ['CREATE TABLE t (b TEXT, c INT)'], { tables: [], columns }), [
      'rename column t.a to b',
      'rename column t.b to c',
    ]);
  });

  it('may go round by answers', () => {
    const answers = ['a', 'b', 'c'].map((from, at) => ({ table: 't', from, to: 'bca'.charAt(at) }));
    const round = { tables: [], columns: answers };
    assert.deepEqual(lines(['CREATE TABLE t (a, b, c)'], ['CREATE TABLE t (b, c, a)'], round), [
      'rename column t.a to b',
      'rename column t.b to c',
      'rename column t.c to a',
    ]);
  });

  it('is not taken from two hints that claim one name, but may be answered', () => {
    const before = ['CREATE TABLE t (x TEXT)'];
    const after = ['CREATE TABLE t (\nk TEXT, -- renamed from: x\nl TEXT -- renamed from: x\n)'];
    assert.deepEqual(lines(before, after), [
      'add column t.k TEXT',
      'add column t.l TEXT',
      'drop column t.x',
    ]);
    assert.deepEqual(lines(before, after, column('t', 'x', 'l')), [
      'rename column t.x to l',
      'add column t.k TEXT before l',
    ]);
  });

  it('that somebody denies is none, whatever a hint says', () => {
    const after = ['CREATE TABLE t (\nk TEXT -- renamed from: x\n)'];
    const renames = { ...NONE, denied: [{ table: 'T', from: 'X', to: 'K' }] };
    const diff = diffSchemas(schemaFrom('CREATE TABLE t (x TEXT)'), schemaFrom(...after), renames);
    assert.deepEqual(describeChanges(diff.changes), ['add column t.k TEXT', 'drop column t.x']);
    assert.deepEqual(diff.candidates, []);
  });

  it('of a last-writer-wins column takes its clock along', () => {
    const before = ['CREATE TABLE t (x TEXT, x__hlc TEXT, z, z__hlc)'];
    const after = ['CREATE TABLE t (y TEXT, y__hlc TEXT, w, w__hlc)'];
    const renames = {
      tables: [],
      columns: [
        { table: 't', from: 'x', to: 'y' },
        { table: 't', from: 'z', to: 'w' },
      ],
    };
    assert.deepEqual(lines(before, after, renames), [
      'rename column t.x to y',
      'rename column t.x__hlc to y__hlc',
      'rename column t.z to w',
      'rename column t.z__hlc to w__hlc',
    ]);
    assert.deepEqual(lines(before, ['CREATE TABLE t (y TEXT, z, z__hlc)'], column('t', 'x', 'y')), [
      'rename column t.x to y',
      'drop column t.x__hlc',
    ]);
    assert.deepEqual(
      lines(before, ['CREATE TABLE t (y TEXT, -- renamed from: x\n y__hlc TEXT, z, z__hlc)']),
      ['rename column t.x to y', 'rename column t.x__hlc to y__hlc'],
    );
  });

  it('may be answered twice in the same words', () => {
    const renames = {
      tables: [
        { from: 'a', to: 'b' },
        { from: 'A', to: 'b' },
      ],
      columns: [],
    };
    assert.deepEqual(lines(['CREATE TABLE a (x)'], ['CREATE TABLE b (x)'], renames), [
      'rename table a to b',
    ]);
  });
});
