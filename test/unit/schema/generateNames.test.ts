import assert from 'node:assert/strict';
import { execute, rows } from '../../support/database.ts';
import { FIRST, makeWanted } from './generating.ts';

/** Generates what makes a database with one schema have another, runs it, and returns the project. */
async function migrate(from: string, to: string, content = '') {
  const made = await makeWanted(to, { scripts: { '0001-initial.sql': `${FIRST}${from}` } });
  execute(made.database, content);
  const { text } = await made.generate({ allowDestructive: true });
  const { error } = await made.run();
  assert.equal(error?.message, undefined, text);
  assert.deepEqual((await made.generate()).changes, []);
  return made;
}

describe('names with the name of their database before them', () => {
  const objects = `CREATE VIEW titles AS SELECT title FROM main.book;
CREATE VIEW places AS SELECT main.shelf.place FROM "main"."shelf" WHERE id IN (SELECT shelf FROM main.book);
`;

  it('in a view do not keep a migration from being proven', async () => {
    const wanted = FIRST.replace('notes TEXT', 'notes TEXT, isbn TEXT DEFAULT (1 + 1)');
    const { database } = await migrate(objects, wanted + objects);
    assert.deepEqual(rows(database, 'SELECT id, isbn FROM book'), [
      { id: 1, isbn: '2' },
      { id: 2, isbn: '2' },
      { id: 7, isbn: '2' },
    ]);
    assert.equal(rows(database, 'SELECT * FROM places').length, 2);
  });

  it('in a new view do not, nor in one that goes', async () => {
    await migrate('', FIRST + objects);
    await migrate(objects, FIRST);
  });

  it('do not hide what a migration would lose', async () => {
    const made = await makeWanted(`${FIRST.replace('title TEXT', 'title INTEGER')}${objects}`, {
      scripts: { '0001-initial.sql': FIRST + objects },
    });
    execute(made.database, "UPDATE book SET title = '007'");
    await assert.rejects(made.generate(), /book\.title/);
  });
});

describe('a trigger with the name of another object', () => {
  const trigger = (name: string, text = 'SELECT 1') =>
    `CREATE TRIGGER ${name} AFTER UPDATE ON shelf BEGIN ${text}; END;\n`;
  const view = 'CREATE VIEW v AS SELECT place FROM shelf;\n';
  const index = 'CREATE INDEX i ON shelf (place);\n';

  for (const [what, from, to] of [
    [
      'is made beside a view and an index',
      view + index,
      view + index + trigger('v') + trigger('I'),
    ],
    [
      'stays where they are made',
      trigger('V') + trigger('i'),
      trigger('V') + trigger('i') + view + index,
    ],
    [
      'changes while they stay',
      view + index + trigger('v') + trigger('i'),
      view + index + trigger('v', 'SELECT 2') + trigger('i', 'SELECT 2'),
    ],
    ['goes while they stay', view + index + trigger('v') + trigger('i'), view + index],
    [
      'stays where they go',
      view + index + trigger('v') + trigger('i'),
      trigger('v') + trigger('i'),
    ],
    [
      'stays where they change',
      view + index + trigger('v') + trigger('i'),
      view.replace('place', 'id') +
        index.replace('(place)', '(place, id)') +
        trigger('v') +
        trigger('i'),
    ],
  ] as const)
    for (const [how, change] of [
      ['', (sql: string) => sql],
      [', and its table is rebuilt', (sql: string) => sql.replace('place TEXT', 'place VARCHAR')],
      [
        ', and a column of its table goes',
        (sql: string) =>
          sql.replace(', notes TEXT', '').replace('CREATE INDEX by_title ON book (title);\n', ''),
      ],
    ] as const)
      it(`${what}${how}`, async () => {
        await migrate(from, change(FIRST) + to);
      });
});
