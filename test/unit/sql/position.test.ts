import assert from 'node:assert/strict';
import fc from 'fast-check';
import { positionAt, positionFinder } from '../../../src/core/sql/position.ts';

describe('positionAt', () => {
  it('counts lines at line feeds alone and columns in UTF-16 code units', () => {
    const text = 'a\r\n🐘b\rc\n\nd';
    assert.deepEqual(positionAt(text, 0), { line: 1, column: 1 });
    assert.deepEqual(positionAt(text, text.indexOf('\n')), { line: 1, column: 3 });
    assert.deepEqual(positionAt(text, text.indexOf('b')), { line: 2, column: 3 });
    assert.deepEqual(positionAt(text, text.indexOf('c')), { line: 2, column: 5 });
    assert.deepEqual(positionAt(text, text.indexOf('d')), { line: 4, column: 1 });
    assert.deepEqual(positionAt(text, 999), { line: 4, column: 2 });
  });

  it('agrees with the finder for every offset', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '\n', '\r', '中'), maxLength: 30 }),
        (text) => {
          const find = positionFinder(text);
          for (let offset = 0; offset <= text.length; offset += 1) {
            assert.deepEqual(find(offset), positionAt(text, offset));
          }
        },
      ),
    );
  });
});
