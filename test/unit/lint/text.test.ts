import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { lintText } from '../../../src/core/lint/lintText.ts';
import { ImageCache } from '../../../src/core/replay/imageCache.ts';
import { makeProject } from '../../support/project.ts';
import { BOOK } from './projectReport.ts';

describe('linting a text that is being edited', () => {
  it('finds what is wrong in it as it is, with a cache for the scripts before it', async () => {
    const { project, runtime } = makeProject({ scripts: { '0001-book.sql': BOOK } });
    const cache = new ImageCache();
    const text = 'DROP TABLE book;\nSELECT titel FROM shelf;\n';
    const found = await lintText(
      project,
      join(project.migrations, '0002-new.sql'),
      text,
      runtime,
      cache,
    );
    assert.deepEqual([found.applied, found.schemaKnown], [false, true]);
    assert.deepEqual(
      found.diagnostics.map(({ code, start, end, docs, ignorable }) => [
        code,
        text.slice(start, end),
        docs,
        ignorable,
      ]),
      [
        ['FM101', 'DROP TABLE book', 'docs/lint/FM101.md', true],
        ['FM201', 'shelf', 'docs/lint/FM201.md', false],
      ],
    );
    const clean = await lintText(
      project,
      '0002-new.sql',
      'SELECT title FROM book;\n',
      runtime,
      cache,
    );
    assert.deepEqual(clean.diagnostics, []);
    rmSync(join(project.migrations, '0001-book.sql'));
    const alone = await lintText(
      project,
      '0002-new.sql',
      'SELECT title FROM book;\n',
      runtime,
      cache,
    );
    assert.deepEqual(
      alone.diagnostics.map(({ code }) => code),
      ['FM201'],
    );
  });

  it('never runs a program, and looks at the text alone where one comes before it', async () => {
    const { project, runtime, folder } = makeProject({
      scripts: { '0001-book.sh': 'touch ran\n' },
    });
    const found = await lintText(
      project,
      '0002-new.sql',
      'BEGIN;\nSELECT x FROM y;\n',
      runtime,
      new ImageCache(),
    );
    assert.deepEqual(
      [found.schemaKnown, found.diagnostics.map(({ code }) => code)],
      [false, ['FM404']],
    );
    assert.equal(readdirSync(folder).includes('ran'), false);
  });

  it('does not run what could go on for ever', async () => {
    const { project, runtime } = makeProject({ scripts: { '0001-book.sql': BOOK } });
    const endless =
      'INSERT INTO book (title) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;\n';
    const found = await lintText(project, '0002-new.sql', endless, runtime, new ImageCache());
    assert.deepEqual(found.diagnostics, []);
  });

  it('says when the script is applied already', async () => {
    const made = makeProject({ scripts: { '0001-book.sql': BOOK } });
    await made.run();
    const found = await lintText(
      made.project,
      '0001-book.sql',
      BOOK,
      made.runtime,
      new ImageCache(),
    );
    assert.deepEqual([found.applied, found.diagnostics], [true, []]);
  });
});
