import assert from 'node:assert/strict';
import fc from 'fast-check';
import { errorText } from '../../src/cli/errors.ts';
import { excerpt } from '../../src/cli/excerpt.ts';
import { visible, visibleLines } from '../../src/cli/visible.ts';

describe('text from outside on a terminal', () => {
  it('shows what a terminal would act on as an escape', () => {
    assert.equal(visible('a\u001b[31mb\u0007'), 'a\\x1b[31mb\\x07');
    assert.equal(visible('x\ny\r\tz'), 'x\\ny\\r\\tz');
    assert.equal(visible('\u009b2J'), '\\x9b2J');
  });

  it('shows what would reorder a line as an escape', () => {
    assert.equal(visible('0001-\u202egpj.sql'), '0001-\\u{202e}gpj.sql');
  });

  it('leaves letters of every script alone', () => {
    const text = '0001-größe-表-🎉-عربى.sql';
    assert.equal(visible(text), text);
  });

  it('never holds a control character, whatever goes in', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}/u.test(visible(text))));
  });

  it('keeps line breaks and tabs where lines are wanted', () => {
    assert.equal(visibleLines('a\r\n\tb\u001bc'), 'a\n\tb\\x1bc');
  });
});

describe('the excerpt of an error', () => {
  it('puts the caret under the column', () => {
    const { source, caret } = excerpt('SELECT nope;', 3, 8);
    assert.equal(caret.indexOf('^'), source.indexOf('nope'));
  });

  it('cuts a long line around the column', () => {
    const { source, caret } = excerpt(`${'x, '.repeat(500)}nope${', y'.repeat(500)}`, 1, 1501);
    assert.ok(source.length < 120);
    assert.equal(caret.indexOf('^'), source.indexOf('nope'));
  });

  it('keeps the caret in place after tabs and control characters', () => {
    const { source, caret } = excerpt("\tSELECT '\u001b', nope;", 1, 14);
    assert.equal(caret.indexOf('^'), source.indexOf('nope'));
  });
});

describe('the first line of an error', () => {
  const style = (_: string, text: string): string => text;

  it('is path:line:column: error: message, the path relative to the folder', () => {
    const error = {
      code: 'statement-failed',
      message: 'no such table: x',
      file: '/a/m/0001-x.sql',
      line: 3,
      column: 5,
      changed: false,
    } as const;
    assert.equal(errorText(error, '/a', style), 'm/0001-x.sql:3:5: error: no such table: x\n');
    assert.equal(errorText(error, '/b', style), '/a/m/0001-x.sql:3:5: error: no such table: x\n');
  });

  it('leaves out what is not known, and does not repeat the file', () => {
    const error = {
      code: 'invalid-migration',
      message: '/a/m/4-x.sql: bad name',
      file: '/a/m/4-x.sql',
      changed: false,
    } as const;
    assert.equal(errorText(error, '/a', style), 'm/4-x.sql: error: bad name\n');
    const other = { code: 'busy', message: 'locked\u001b[0m', changed: false } as const;
    assert.equal(errorText(other, '/a', style), 'fastmigrate: error: locked\\x1b[0m\n');
  });
});
