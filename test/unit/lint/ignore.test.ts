import assert from 'node:assert/strict';
import { codesIn, edited, findingsIn } from './linting.ts';

const before = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT); CREATE TABLE log (x);';

describe('a comment that ignores a finding', () => {
  const ignored: Readonly<Record<string, string>> = {
    'stands above the statement': '-- fastmigrate-ignore FM101: empty\nDROP TABLE book;',
    'stands behind it': 'DROP TABLE book; -- fastmigrate-ignore FM101: empty',
    'names the rule in words, and another':
      '-- fastmigrate-ignore drop-table, FM107: empty\nDROP TABLE book;',
    'has another comment below it':
      '-- fastmigrate-ignore FM101: empty\n-- No book is read.\n\nDROP TABLE book;',
    'is a block comment': '/* fastmigrate-ignore FM101: empty */ DROP TABLE book;',
    'is for the whole script':
      'DROP TABLE log;\nDROP TABLE book;\n-- fastmigrate-ignore-file FM101: empty',
  };
  for (const [what, script] of Object.entries(ignored))
    it(`works where it ${what}`, () => {
      assert.deepEqual(codesIn({ before, script }), []);
    });

  it('reaches to the end of the statement below it, and no further', () => {
    const script = '-- fastmigrate-ignore FM101: empty\nDROP TABLE\n  book;\nDROP TABLE log;\n';
    const found = findingsIn({ before, script });
    assert.deepEqual(
      found.map(({ code, start }) => [code, script.slice(start)]),
      [['FM101', 'DROP TABLE log;\n']],
    );
  });

  it('ignores nothing without a reason, and is found itself', () => {
    const script = '-- fastmigrate-ignore FM101\nDROP TABLE book;\n';
    assert.deepEqual(codesIn({ before, script }), ['FM001', 'FM101']);
  });

  it('is found where it names no rule or an unknown one', () => {
    assert.deepEqual(codesIn({ script: '-- fastmigrate-ignore: because\nSELECT 1;\n' }), ['FM001']);
    const [unknown] = findingsIn({ script: '-- fastmigrate-ignore FM999: because\nSELECT 1;\n' });
    assert.equal(unknown?.message, 'No rule is called FM999');
  });

  it('is found where it ignores nothing, and the quick fix takes it away', () => {
    const script = '-- fastmigrate-ignore FM102: because\nSELECT 1;\n';
    const [unused] = findingsIn({ script });
    assert.deepEqual([unused?.code, unused?.severity], ['FM002', 'info']);
    const [fix] = unused?.fixes ?? [];
    assert.ok(fix?.kind === 'edit');
    assert.equal(edited(script, fix.edits), 'SELECT 1;\n');
  });

  it('is not found unused where its rule is off', () => {
    const script = '-- fastmigrate-ignore FM101: because\nSELECT 1;\n';
    assert.deepEqual(codesIn({ script }, { levels: { fm101: 'off' } }), []);
  });

  it('is no comment of SQL inside a string', () => {
    const script =
      "DELETE FROM log WHERE x = '-- fastmigrate-ignore FM101: no';\nDROP TABLE book;\n";
    assert.deepEqual(codesIn({ before, script }), ['FM101']);
  });
});

describe('the severity of a rule', () => {
  it('is what the configuration says, by code or name', () => {
    const script = 'DROP TABLE book;\n';
    const severity = (levels: Parameters<typeof findingsIn>[1]) =>
      findingsIn({ before, script }, levels).map((each) => each.severity);
    assert.deepEqual(severity({ levels: { fm101: 'error' } }), ['error']);
    assert.deepEqual(severity({ levels: { 'drop-table': 'info' } }), ['info']);
    assert.deepEqual(severity({ levels: { 'drop-table': 'off' } }), []);
  });

  it('is less where no row is at stake, but not for an error', () => {
    const none = { count: () => 0 };
    const [dropped] = findingsIn({ before, script: 'DROP TABLE book;\n' }, none);
    assert.deepEqual([dropped?.severity, dropped?.rows], ['info', 0]);
    const [added] = findingsIn(
      { before, script: 'ALTER TABLE book ADD COLUMN x TEXT NOT NULL;\n' },
      none,
    );
    assert.deepEqual([added?.severity, added?.rows], ['error', 0]);
  });
});
