import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ALL_RULES } from '../../../src/core/lint/registry.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('the codes of the linter', () => {
  it('mean the same rule wherever the editor or the documentation has one', () => {
    const known = new Set(ALL_RULES.map(({ code }) => code));
    const files = globSync(['src/**/*.ts', 'README.md', 'docs/*.md', 'package.json'], {
      cwd: ROOT,
    });
    for (const file of files)
      for (const [code] of readFileSync(resolve(ROOT, file), 'utf8').matchAll(/\bFM\d{3}\b/g))
        assert.ok(known.has(code), `${code} in ${file}`);
  });
});
