import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as library from '../../src/library.ts';
import { Migrate } from '../../src/migrate.ts';
import * as schema from '../../src/schema/index.ts';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/library.md'), 'utf8');

/** What `SchemaBuilder` hands out, which nobody makes. */
const HANDED_OUT = /^(?:Table|Column|Key|TextColumn|FilesetColumn)Builder$/;

describe('docs/library.md', () => {
  it('names all that the library exports', () => {
    const exported = [...Object.keys(library), ...Object.keys(schema)];
    const names = exported.filter((name) => !HANDED_OUT.test(name));
    assert.deepEqual(
      names.filter((name) => !new RegExp(`\\b${name}\\b`).test(PAGE)),
      [],
    );
  });

  it('names all methods of Migrate', () => {
    const names = Object.getOwnPropertyNames(Migrate.prototype).filter(
      (name) => name !== 'constructor',
    );
    assert.ok(names.length > 5);
    assert.deepEqual(
      names.filter((name) => !PAGE.includes(`\`${name}(`)),
      [],
    );
  });
});
