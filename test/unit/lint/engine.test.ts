import assert from 'node:assert/strict';
import { handlers } from '../../../src/engine/handlers.ts';
import { makeProject } from '../../support/project.ts';

describe('the engine', () => {
  it('lints a project, and a text that is being edited, with each failure once', async () => {
    const { project, runtime } = makeProject({
      scripts: {
        '0001-book.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n',
        '0002-drop.sql': 'DROP TABLE book;\n',
      },
    });
    const own = (cwd: string) => ({ ...runtime, cwd });
    const report = await handlers.lint({ project, all: true }, own);
    assert.deepEqual([report.errors, report.warnings], [0, 1]);
    const text = 'ALTER TABLE book DROP COLUMN title;\nSELECT x FROM bok;\n';
    const { diagnostics } = await handlers.checkScript(
      { project, file: '0002-drop.sql', text },
      own,
    );
    assert.deepEqual(
      diagnostics.map(({ code, start, end }) => [code, text.slice(start, end)]),
      [
        ['FM102', 'ALTER TABLE book DROP COLUMN title'],
        ['FM201', 'bok'],
      ],
    );
    const fix = diagnostics[1]?.fixes[0];
    assert.equal(fix?.title, 'Replace by book');
  });
});
