import assert from 'node:assert/strict';
import { rehearsalMarkdown } from '../../../src/core/rehearse/markdown.ts';
import { block, code } from '../../../src/core/rehearse/markdownText.ts';
import type { RehearsalReport } from '../../../src/core/rehearse/report.ts';

const REPORT: RehearsalReport = {
  ok: true,
  database: '/app/data/app.db',
  basis: 'database',
  copyOf: '/app/data/app.db',
  from: 1,
  to: 2,
  migrations: [
    {
      version: 2,
      file: '0002-a.sql',
      path: '/app/migrations/0002-a.sql',
      result: 'passed',
      durationMs: 1234,
      lockedMs: 12.3,
      tables: [
        { table: 'a|b', before: 3, after: 1, deletedByCascade: 2 },
        { table: 'new', before: null, after: 1 },
      ],
      schema: { before: '', after: '', changes: ['create table new'] },
    },
  ],
  foreignKeys: { new: [], old: 0 },
  integrity: 'ok',
  size: { before: 3 * 1024 * 1024, after: 0 },
  warnings: [],
};

describe('the Markdown of a rehearsal', () => {
  it('has a row for each migration, then what each did', () => {
    assert.equal(
      rehearsalMarkdown(REPORT),
      `## Rehearsal of \`app.db\`

✅ **The migration passes**, version 1 → 2, on a copy of \`app.db\` (3.0 MB). The database itself was not changed.

| Migration | Result | Time | Under lock |
|---|---|---|---|
| \`0002-a.sql\` | ✅ passed | 1.2 s | 12 ms |

### \`0002-a.sql\`

- \`create table new\`

| Table | Rows |
|---|---|
| \`a\\|b\` | 3 → 1 row, 2 deleted by ON DELETE CASCADE |
| \`new\` | new, 1 row |
`,
    );
  });

  it('shows the error with its place and statement, and rows without a parent', () => {
    const text = rehearsalMarkdown({
      ...REPORT,
      ok: false,
      migrations: REPORT.migrations.map((each) => ({ ...each, result: 'failed', tables: [] })),
      foreignKeys: { new: [{ table: 'book', parent: 'author', rows: 2 }], old: 4 },
      error: {
        code: 'statement-failed',
        message: 'no such table: ```x',
        file: '/app/migrations/0002-a.sql',
        line: 3,
        column: 7,
        statement: 'DELETE FROM x',
        changed: false,
      },
    });
    assert.match(text, /❌ \*\*0 passed, 1 failed\*\*/);
    assert.ok(text.includes('### Error in `0002-a.sql:3:7`\n\n````\nno such table: ```x\n````\n'));
    assert.ok(text.includes('```sql\nDELETE FROM x\n```\n'));
    assert.ok(text.includes('| `book` | `author` | 2 |\n'));
    assert.ok(text.includes('Rows that had no parent before: 4.\n'));
  });

  it('says when nothing is pending', () => {
    const text = rehearsalMarkdown({ ...REPORT, to: 1, migrations: [], integrity: null });
    assert.match(text, /✅ \*\*Nothing is pending\*\*, version 1, on a copy/);
  });

  it('lets no name act as Markdown', () => {
    assert.equal(code('a`b``c'), '```a`b``c```');
    assert.equal(code('`x`'), '`` `x` ``');
    assert.equal(code('a|b\n# [x](command:y)'), '`a\\|b # [x](command:y)`');
    assert.equal(code('\u202Eab\u0007'), '`ab`');
    assert.equal(block('a\n````\nb'), '`````\na\n````\nb\n`````\n');
  });
});
