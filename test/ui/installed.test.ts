import assert from 'node:assert/strict';
import path from 'node:path';
import { makeSample } from '../../scripts/lib/sample.ts';
import { packageVsix } from '../../scripts/lib/vsix.ts';
import type { Editor } from '../host/launch.ts';
import { openWindow, ROOT, suiteFolder } from './opening.ts';
import { clickUntil, dialogButton, openContainer, row, statusOf } from './workbench.ts';

describe('the packaged extension, installed', () => {
  const parent = suiteFolder();
  const folder = path.join(parent, 'library');
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    const vsix = path.join(parent, 'fastmigrate.vsix');
    packageVsix({ target: `${process.platform}-${process.arch}`, file: vsix });
    makeSample(folder);
    editor = await openWindow({ folder, vsix });
  });

  it('runs from where it was installed', async () => {
    const place = await editor.until(
      (vscode) => vscode.extensions.getExtension('fastmigrate.fastmigrate-vscode')?.extensionPath,
    );
    assert.ok(place !== undefined && !place.startsWith(ROOT));
  });

  it('applies one migration by a click', async () => {
    await openContainer(editor);
    const next = row(editor, '0006-books-need-a-year.sql');
    await editor.page.locator('.statusbar-item', { hasText: 'v5 → v9' }).waitFor();
    await clickUntil(
      async () => {
        await next.hover();
        await next.locator('.action-label[aria-label^="Run Up to Here"]').click();
      },
      dialogButton(editor, 'Run 1 Migration'),
    );
    await dialogButton(editor, 'Run 1 Migration').click();
    await next.getByText('applied').waitFor();
    assert.equal(statusOf(folder).version, 6);
  });
});
