import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { positionAt } from '../../../src/core/sql/position.ts';
import { findingsIn } from './linting.ts';

const FOLDER = join(import.meta.dirname, '../../cases/lint');

/** FASTMIGRATE_UPDATE_CASES=1 writes what is found today into the cases, for a person to review. */
const UPDATES = process.env['FASTMIGRATE_UPDATE_CASES'] === '1';

describe('the findings of the case', () => {
  for (const name of readdirSync(FOLDER).toSorted())
    it(name, () => {
      check(join(FOLDER, name));
    });
});

/** A case is `script.sql` on what `before.sql` makes, with one line for each finding in `findings.txt`. */
function check(folder: string): void {
  const read = (file: string): string =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  const script = read('script.sql');
  const found = findingsIn({ before: read('before.sql'), script }).map((finding) => {
    const { line, column } = positionAt(script, finding.start);
    return `${line}:${column} ${finding.severity} ${finding.code} ${finding.message}\n`;
  });
  if (UPDATES) writeFileSync(join(folder, 'findings.txt'), found.join(''));
  assert.equal(found.join(''), read('findings.txt'));
}
