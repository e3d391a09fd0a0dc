import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { lintPages } from '../../../scripts/lib/lintPages.ts';

const FOLDER = resolve(import.meta.dirname, '../../../docs/lint');

describe('the pages of the lint rules', () => {
  it('are what the rules say; node scripts/lintDocs.ts writes them anew', () => {
    const pages = lintPages();
    assert.deepEqual(readdirSync(FOLDER).toSorted(), [...pages.keys()].toSorted());
    for (const [name, text] of pages)
      assert.equal(readFileSync(join(FOLDER, name), 'utf8'), text, name);
  });

  it('name every rule in the overview', () => {
    const overview = lintPages().get('README.md') ?? '';
    for (const name of lintPages().keys())
      if (name !== 'README.md') assert.ok(overview.includes(`(${name})`), name);
  });
});
