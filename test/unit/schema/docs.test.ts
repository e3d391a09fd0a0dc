import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

describe('docs/schema.md', () => {
  const cases = new Set(readdirSync(join(root, 'test/cases/schema')));
  const text = readFileSync(join(root, 'docs/schema.md'), 'utf8');

  it('names only cases that there are', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| ') && line.includes('`'));
    const named = rows.flatMap((row) => [...(row.split('|').at(-2) ?? '').matchAll(/`([^`]+)`/g)]);
    assert.ok(named.length > 60);
    for (const [, name = ''] of named) assert.ok(cases.has(name), name);
  });

  it('backs each kind of change with a case', () => {
    const table = text.slice(text.indexOf('| Change |'), text.indexOf('## What a rebuild keeps'));
    for (const row of table.trim().split('\n').slice(2))
      assert.match(row.split('|').at(-2) ?? '', /`[a-z0-9-]+`/, row);
  });
});
