import assert from 'node:assert/strict';
import { codesIn, edited, findingsIn } from './linting.ts';

const before =
  'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, price TEXT DEFAULT 1); CREATE INDEX by_title ON book (title);';

/** The text that a finding of a code is about. */
function marked(script: string, code: string, given = before): readonly string[] {
  return findingsIn({ before: given, script })
    .filter((each) => each.code === code)
    .map(({ start, end }) => script.slice(start, end));
}

/** The script with the first quick fix of its first finding of a code. */
function fixed(script: string, code: string, given = before): string {
  const [fix] =
    findingsIn({ before: given, script }).find((each) => each.code === code)?.fixes ?? [];
  assert.ok(fix?.kind === 'edit', 'a quick fix');
  return edited(script, fix.edits);
}

describe('walking a script', () => {
  it('goes on after a failure, at the exact place of each', () => {
    const script = 'SELECT titel FROM book;\nSELECT 1;\nINSERT INTO shelf VALUES (1);\n';
    assert.deepEqual(marked(script, 'FM201'), ['titel', 'shelf']);
  });

  it('does not repeat a failure for what follows from it', () => {
    const script =
      'CREATE TABLE page (id INTEGER PRIMARY KEY, x REFERENCES;\nINSERT INTO page VALUES (1);\nCREATE INDEX i ON page (x);\n';
    assert.equal(marked(script, 'FM201').length, 1);
  });

  it('sees the schema as it is at each statement', () => {
    const script =
      "ALTER TABLE book RENAME COLUMN title TO name;\nUPDATE book SET name = 'x' WHERE name IS NULL;\nUPDATE book SET title = 'x' WHERE title IS NULL;\n";
    assert.deepEqual(marked(script, 'FM201'), ['title']);
  });

  it('does not run what reaches other files or ends the transaction', () => {
    const script =
      "ATTACH '/nowhere/other.db' AS other;\nINSERT INTO other.t VALUES (1);\nVACUUM INTO '/nowhere/copy.db';\n";
    assert.deepEqual(codesIn({ before, script }), ['FM403', 'FM407'].toReversed());
  });

  it('takes a database in memory for no other file', () => {
    const script = "ATTACH ':memory:' AS m;\nDETACH m;\n";
    assert.ok(!codesIn({ before, script }).includes('FM407'));
  });

  it('takes a statement that ends the transaction itself without mistaking what comes after', () => {
    const given =
      'CREATE TABLE t (a INTEGER UNIQUE ON CONFLICT ROLLBACK); INSERT INTO t VALUES (1);';
    const script = 'CREATE TABLE u (b);\nINSERT INTO t VALUES (1);\nINSERT INTO u VALUES (1);\n';
    assert.deepEqual(codesIn({ before: given, script }), ['FM202']);
  });

  it('takes texts in double quotes as stock SQLite does', () => {
    assert.deepEqual(marked('UPDATE book SET price = "none" WHERE "title" = "x";\n', 'FM301'), [
      '"none"',
      '"x"',
    ]);
  });

  it('finds no fault with names in double quotes', () => {
    assert.deepEqual(
      codesIn({
        before,
        script:
          'CREATE TABLE "page" ("id" INTEGER PRIMARY KEY, "text" TEXT CHECK ("text" <> \'\'));\nINSERT INTO "page" ("text") VALUES (\'a\');\n',
      }),
      [],
    );
  });

  it('knows what fails as soon as there is a row, although the table is empty', () => {
    const given =
      'CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b INTEGER CHECK (b > 5), UNIQUE (a)) STRICT;';
    assert.deepEqual(
      codesIn({ before: given, script: 'ALTER TABLE t ADD COLUMN c INTEGER NOT NULL;\n' }),
      ['FM203'],
    );
    const refusing = `${given} CREATE TRIGGER never BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'no'); END;`;
    assert.deepEqual(
      codesIn({ before: refusing, script: 'ALTER TABLE t ADD COLUMN c INTEGER;\n' }),
      [],
    );
  });

  it('takes a column as added to an empty table where the script itself made it', () => {
    const script =
      'CREATE TABLE t (id INTEGER PRIMARY KEY);\nALTER TABLE t ADD COLUMN c INTEGER DEFAULT (1 + 1);\n';
    assert.deepEqual(codesIn({ script }), []);
  });
});

describe('the quick fix for ALTER TABLE that SQLite lacks', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      'ALTER TABLE book ALTER COLUMN price TYPE INTEGER USING CAST(price AS INTEGER);',
      /price INTEGER DEFAULT 1\)/,
    ],
    [
      'ALTER TABLE book ALTER COLUMN price SET DATA TYPE VARCHAR(20);',
      /price VARCHAR\(20\) DEFAULT 1\)/,
    ],
    ['ALTER TABLE book ALTER COLUMN price SET DEFAULT 7;', /price TEXT DEFAULT 7\)/],
    ['ALTER TABLE book ALTER price DROP DEFAULT;', /price TEXT ?\)/],
    ['ALTER TABLE book MODIFY COLUMN price REAL;', /price REAL\)/],
    ['ALTER TABLE book ADD CONSTRAINT one UNIQUE (title);', /CONSTRAINT one UNIQUE \(title\)\)/],
    [
      'ALTER TABLE book ADD FOREIGN KEY (price) REFERENCES book (id);',
      /FOREIGN KEY \(price\) REFERENCES book \(id\)\)/,
    ],
    ['ALTER TABLE book ADD COLUMN isbn TEXT UNIQUE;', /isbn TEXT UNIQUE\)/],
    [
      'ALTER TABLE book ADD COLUMN made_at TEXT DEFAULT CURRENT_TIMESTAMP;',
      /made_at TEXT DEFAULT CURRENT_TIMESTAMP\)/,
    ],
  ];
  for (const [statement, shape] of cases)
    it(`rebuilds the table for ${statement}`, () => {
      const code =
        findingsIn({ before, script: statement }).find((each) => each.fixes.length > 0)?.code ?? '';
      const text = fixed(`SELECT 1;\n${statement}\nSELECT 2;\n`, code);
      assert.match(text, shape);
      assert.match(text, /^SELECT 1;\n--.*\nCREATE TABLE[\s\S]*;\nSELECT 2;\n$/);
      assert.match(text, /CREATE INDEX by_title/);
      const left = findingsIn({ before, script: text }).filter(
        ({ severity }) => severity === 'error',
      );
      assert.deepEqual(left, []);
    });

  it('is not offered where rows could not get a value', () => {
    const [finding] = findingsIn({
      before,
      script: 'ALTER TABLE book ADD COLUMN isbn TEXT NOT NULL;\n',
    });
    assert.deepEqual([finding?.code, finding?.fixes], ['FM203', []]);
  });

  it('is not offered for what is no table', () => {
    const [finding] = findingsIn({ before, script: 'ALTER TABLE book ADD CONSTRAINT one;\n' });
    assert.deepEqual(finding?.fixes, []);
  });
});

describe('quick fixes', () => {
  it('leave a script in which the rule finds nothing', () => {
    const scripts: readonly (readonly [string, string])[] = [
      ['FM115', '-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n-- +goose Up\nSELECT 3;\n'],
      ['FM208', 'ALTER TABLE book DROP COLUMN title;\n'],
      ['FM213', '.mode list\nSELECT 1;\n'],
      ['FM301', 'UPDATE book SET price = "it\'s" WHERE id = 1;\n'],
      ['FM307', "CREATE TABLE t (id INTEGER PRIMARY KEY, d TEXT DEFAULT 'datetime(''now'')');\n"],
      ['FM312', 'DELETE FROM book WHERE price <> NULL;\n'],
      ['FM402', 'BEGIN;\nSELECT 1;\nCOMMIT;\n'],
      ['FM404', 'BEGIN;\nSELECT 1;\n'],
      ['FM405', 'PRAGMA foreign_keys = ON;\nSELECT 1;\n'],
      ['FM701', 'CREATE TABLE t (id INTEGER PRIMARY KEY, book REFERENCES book);'],
    ];
    for (const [code, script] of scripts) {
      assert.ok(codesIn({ before, script }).includes(code), code);
      assert.ok(
        !codesIn({ before, script: fixed(script, code) }).includes(code),
        `${code} after its fix`,
      );
    }
  });
});
