import assert from 'node:assert/strict';
import { join } from 'node:path';
import { saveReference } from '../../../src/core/backup/reference.ts';
import { MigrateError } from '../../../src/core/errors.ts';
import type { Made } from '../../support/project.ts';
import { makeShop } from '../../support/shop.ts';

/** Another text for `002.book.sql`. */
export const EDITED = 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT, author TEXT);\n';

/** Two scripts applied and in the reference, the third in neither. */
export async function withReference(parts: Parameters<typeof makeShop>[0] = {}): Promise<Made> {
  const made = makeShop(parts);
  assert.equal((await made.run({ only: '001.shelf.sql' })).ok, true);
  assert.equal((await made.run({ only: '002.book.sql' })).ok, true);
  await saveReference(made.project, made.runtime);
  return made;
}

/** Path of a script. */
export const path = (made: Made, name: string): string => join(made.project.migrations, name);

/** Whether an error is a failure of this code. */
export const code = (expected: string) => (error: unknown) =>
  error instanceof MigrateError && error.failure.code === expected;
