import assert from 'node:assert/strict';
import { followUpText } from '../../../src/core/script/followUp.ts';

const APPLIED = '-- Books.\nCREATE TABLE book (id);\nCREATE INDEX i ON book (id);\n';

function followUp(edited: string): { readonly text: string; readonly complete: boolean } {
  return followUpText({ applied: APPLIED, edited, file: '0001-book.sql' });
}

describe('the follow-up of an edited script', () => {
  it('holds the statements that were added at the end, with their comments', () => {
    const { text, complete } = followUp(`${APPLIED}-- Pages.\nALTER TABLE book ADD pages;\n`);
    assert.equal(complete, true);
    assert.equal(
      text,
      '-- Was added to 0001-book.sql after that had been applied.\n\n-- Pages.\nALTER TABLE book ADD pages;\n',
    );
  });

  it('takes white space and comments of the old statements for no change', () => {
    const edited = 'CREATE TABLE book(id) ;\n\nCREATE INDEX i ON book (id);\nSELECT 1';
    assert.deepEqual(followUp(edited), {
      complete: true,
      text: '-- Was added to 0001-book.sql after that had been applied.\n\nSELECT 1\n',
    });
  });

  it('is the difference, as comments, where a statement was changed, put between or taken out', () => {
    const edited =
      'CREATE TABLE book (\n  id,\n  title\n);\nSELECT 1;\nCREATE INDEX i ON book (id);\n';
    const { text, complete } = followUp(edited);
    assert.equal(complete, false);
    assert.match(
      text,
      /-- - CREATE TABLE book \(id\);\n-- \+ CREATE TABLE book \(\n-- \+   id,\n-- \+   title\n-- \+ \);\n-- \+ SELECT 1;\n\n$/,
    );
    assert.doesNotMatch(text, /INDEX/);
    assert.doesNotMatch(text, /^[^-\n]/m);
    assert.match(followUp('CREATE TABLE book (id);\n').text, /-- - CREATE INDEX i/);
  });

  it('keeps what stands before and behind a change apart from it', () => {
    const many = (middle: string): string => `SELECT 1;\nSELECT 2;\n${middle}SELECT 3;\n`;
    const { text } = followUpText({
      applied: many('SELECT 5;\nSELECT 6;\nSELECT 7;\n'),
      edited: many('SELECT 6;\nSELECT 8;\n'),
      file: 'x.sql',
    });
    assert.deepEqual(text.match(/^-- [-+] .*$/gm), [
      '-- - SELECT 5;',
      '-- - SELECT 7;',
      '-- + SELECT 8;',
    ]);
  });
});
