import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTable } from '../../../src/core/schema/parse/table.ts';
import { checkAgainstPragmas, stock } from './parseFacts.ts';
import { mannersArbitrary, tableArbitrary } from './parseGenerator.ts';
import { render } from './parsePieces.ts';

describe('A random table', () => {
  it('is read as SQLite reads it, however it is written', () => {
    fc.assert(
      fc.property(tableArbitrary, mannersArbitrary, (pieces, manners) => {
        fc.pre(isTaken(render(pieces)));
        checkAgainstPragmas(render(pieces));
        checkAgainstPragmas(render(pieces, manners));
      }),
      { numRuns: 300 },
    );
  });

  it('has one canonical text, however it is written', () => {
    fc.assert(
      fc.property(tableArbitrary, mannersArbitrary, (pieces, manners) => {
        const plain = parseTable(render(pieces));
        assert.equal(parseTable(render(pieces, manners)).canonical, plain.canonical);
      }),
      { numRuns: 300 },
    );
  });
});

/** SQLite refuses, for example, a generated column in a primary key. */
function isTaken(statement: string): boolean {
  const database = stock();
  try {
    database.exec(statement);
    return true;
  } catch {
    return false;
  } finally {
    database.close();
  }
}
