import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { projectIn } from '../extension/projectFiles.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, suiteFolder } from './opening.ts';
import { answer, palette, pick, row } from './workbench.ts';

const FILES = {
  '.fastmigrate': '[paths]\ndb = data/app.db\n',
  'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
};

describe('scripts that get their names in the editor', () => {
  const folder = suiteFolder();
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    projectIn(folder, { files: FILES, database: 'data/app.db', to: 1 });
    editor = await openWide({ folder });
    await row(editor, '0001-a.sql').waitFor();
  });

  it('open with the cursor where the first statement goes', async () => {
    await palette(editor, 'FastMigrate: New Migration…');
    await answer(editor, 'What does it do?', 'tags');
    await pick(editor, 'SQL');
    await editor.page.locator('.tab.active', { hasText: '0002-tags.sql' }).waitFor();
    await row(editor, '0002-tags.sql').waitFor();
    const [line, lines] = await editor.eval((vscode) => {
      const active = vscode.window.activeTextEditor;
      return [active?.selection.active.line, active?.document.lineCount];
    });
    assert.ok(line !== undefined && line > 0);
    assert.equal(line + 1, lines);
  });

  it('offer no reference where it is not known where that would be', async () => {
    await row(editor, 'data/app.db').click({ button: 'right' });
    const menu = editor.page.locator('.context-view .monaco-menu');
    await menu.getByText('Back Up Database').waitFor();
    assert.equal(await menu.getByText('Refresh Reference').count(), 0);
    await editor.page.keyboard.press('Escape');
  });

  it('take along what is not saved when they are renamed', async () => {
    const words = 'CREATE TABLE tags (name TEXT);';
    await editor.eval(async (vscode, text) => {
      const active = vscode.window.activeTextEditor;
      await active?.edit((edit) => edit.insert(active.selection.active, text));
    }, words);
    await palette(editor, 'FastMigrate: Rename…');
    await answer(editor, 'Names look like', '0002-labels.sql');
    await row(editor, '0002-labels.sql').waitFor();
    const tabs = await editor.until((vscode) => {
      const labels = vscode.window.tabGroups.all.flatMap(({ tabs: all }) =>
        all.map(({ label, isDirty }) => `${label} ${isDirty}`),
      );
      return labels.some((label) => label.startsWith('0002-labels')) && labels;
    });
    assert.deepEqual(tabs, ['0002-labels.sql true']);
    await editor.eval((vscode) => vscode.workspace.saveAll());
    assert.ok(
      fs.readFileSync(path.join(folder, 'migrations/0002-labels.sql'), 'utf8').includes(words),
    );
    assert.equal(fs.existsSync(path.join(folder, 'migrations/0002-tags.sql')), false);
  });
});
