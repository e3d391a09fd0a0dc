import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellQuote } from '../../../src/host/shellQuote.ts';

function splitBySh(line: string): readonly string[] {
  return execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
}

describe('shellQuote', () => {
  it('leaves plain words as they are', () => {
    assert.equal(
      shellQuote(['fastmigrate', 'run', '--db', '/a/b.db'], 'linux'),
      'fastmigrate run --db /a/b.db',
    );
  });

  it('quotes for PowerShell on Windows', () => {
    assert.equal(shellQuote(['x', "C:\\My Files\\it's.db"], 'win32'), "x 'C:\\My Files\\it''s.db'");
  });

  it('gives a line that a shell splits into the same words', () => {
    const word = fc.string({
      minLength: 1,
      unit: fc.constantFrom(' ', "'", '"', '$', '`', '\\', '\n', '*', 'ä', 'a', '-', '!', '#', '~'),
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        assert.deepEqual(splitBySh(shellQuote(words, 'linux')), words);
      }),
      { numRuns: 60 },
    );
    assert.deepEqual(splitBySh(shellQuote(['', '~', '$(x)'], 'linux')), ['', '~', '$(x)']);
  });
});
