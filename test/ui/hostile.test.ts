import assert from 'node:assert/strict';
import { projectIn } from '../extension/projectFiles.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, suiteFolder } from './opening.ts';
import { dialogButton, row, toast } from './workbench.ts';

// A clone from anywhere may hold such files. Where the editor renders Markdown, a link could start a command.
const LINK = '[click me](command:workbench.action.files.newUntitledFile)';
const SCRIPT = `0001-${LINK} **b** <u>x $(alert).sql`;
const DATABASE = `data ${LINK}.db`;

describe('names and errors that look like links', () => {
  const parent = suiteFolder();
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    const text = `SELECT * FROM "${LINK}";\n`;
    projectIn(parent, {
      files: {
        '.fastmigrate': `[paths]\ndb = ${DATABASE}\n`,
        [`migrations/${SCRIPT}`]: text,
        'migrations/0002-\u202Egnp.\u001B[31mred.sql': 'SELECT 1;\n',
      },
      database: DATABASE,
      to: 0,
    });
    editor = await openWide({ folder: parent });
  });

  it('are text in the tree', async () => {
    await row(editor, '**b** <u>x $(alert)').waitFor();
    await row(editor, DATABASE).waitFor();
    assert.equal(await links('.part.sidebar'), 0);
    const shown = await row(editor, 'red.sql').innerText();
    assert.doesNotMatch(shown, /[\u001B\u202E]/u);
  });

  it('are text in tooltips', async () => {
    await row(editor, '**b**').hover();
    const hover = editor.page.locator('.workbench-hover', { hasText: '**b**' });
    await hover.waitFor();
    assert.match(await hover.innerText(), /<u>x\s\$\(alert\)/);
    assert.equal(await links('.workbench-hover'), 0);
    await editor.page.mouse.move(900, 400);
  });

  it('are text in the question before a run', async () => {
    await editor.eval((vscode) => {
      void vscode.commands.executeCommand('fastmigrate.run');
    });
    const dialog = editor.page.locator('.monaco-dialog-box', { hasText: '**b**' });
    await dialog.waitFor();
    assert.equal(await links('.monaco-dialog-box'), 0);
    await dialogButton(editor, 'Run 2 Migrations').click();
  });

  it('are text in notifications and Problems', async () => {
    const told = toast(editor, 'no such table');
    await told.waitFor();
    assert.match(await told.innerText(), /click me/);
    assert.equal(await links('.notification-toast'), 0);
    // The same text unescaped is a link, so counting links does tell.
    await editor.eval((vscode, text) => {
      void vscode.window.showInformationMessage(text);
    }, `raw ${LINK}`);
    await toast(editor, 'raw').waitFor();
    assert.equal(await links('.notification-toast'), 1);
    await editor.eval((vscode) => vscode.commands.executeCommand('notifications.hideToasts'));
    await editor.eval((vscode) =>
      vscode.commands.executeCommand('workbench.panel.markers.view.focus'),
    );
    await editor.page
      .locator('.markers-panel .monaco-list-row', { hasText: 'no such table' })
      .waitFor();
    assert.equal(await links('.markers-panel'), 0);
  });

  /** Links in a part of the window that would start a command. */
  function links(part: string): Promise<number> {
    return editor.page
      .locator(`${part} a[href*="command:"], ${part} a[data-href*="command:"]`)
      .count();
  }
});
