import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { makeSample, runCommand } from '../../scripts/lib/sample.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, suiteFolder } from './opening.ts';
import { dialogButton, palette, pick, row, rowAction, statusOf, toast } from './workbench.ts';

describe('the schema, in the editor', () => {
  const parent = suiteFolder();
  const folder = path.join(parent, 'library');
  const desired = path.join(folder, 'schema.sql');
  let editor: Editor;

  before(async function () {
    this.timeout(180_000);
    makeSample(folder);
    runCommand(folder, ['run']);
    const text = schemaOf(path.join(folder, 'data', 'library.db'));
    fs.writeFileSync(desired, `${text}\nCREATE TABLE tags (name TEXT PRIMARY KEY);\n`);
    fs.appendFileSync(path.join(folder, '.fastmigrate'), '\nschema = schema.sql\n');
    editor = await openWide({ folder, size: { width: 1400, height: 840 } });
  });

  it('says in the tree and in the status bar that it differs from the desired one', async () => {
    await row(editor, 'data/library.db').getByText('schema differs: 1 change').waitFor();
    await row(editor, 'Drift').waitFor();
    await editor.page.locator('.statusbar-item', { hasText: 'v9 · drift' }).waitFor();
    await editor.shot('drift');
  });

  it('is compared with the desired one beside each other', async () => {
    await rowAction(row(editor, 'Drift'), 'Preview Plan').click();
    await editor.page.locator('.tab', { hasText: 'now ↔ desired' }).waitFor();
    await editor.page.locator('.diffOverview').first().waitFor();
    await editor.shot('drift-preview');
  });

  it('is generated as the next script, which is applied only after a click', async () => {
    await rowAction(row(editor, 'Drift'), 'Generate Migration').click();
    await row(editor, '0010-').getByText('pending · next').waitFor();
    await editor.page.locator('.tab', { hasText: '0010-create-tags.sql' }).waitFor();
    const told = editor.page.locator('.statusbar-item', { hasText: 'It is not applied yet' });
    await told.waitFor();
    assert.equal(statusOf(folder).version, 9);
    runCommand(folder, ['run']);
    await row(editor, '0010-').getByText('applied', { exact: true }).waitFor();
    // It goes by itself after six seconds, when it would have said something wrong for most of them.
    await told.waitFor({ state: 'detached', timeout: 1500 });
  });

  it('asks whether a column was renamed, and says what becomes of its values', async () => {
    rewrite((text) => text.replaceAll(/\bemail\b/g, 'mail'));
    await row(editor, 'data/library.db').getByText('schema differs').waitFor();
    await rowAction(row(editor, 'Drift'), 'Generate Migration').click();
    const question = editor.page.locator('.quick-input-widget');
    await question.locator('input[placeholder$="Was it renamed?"]').waitFor();
    await question.getByText(/keeps \d+ values/).waitFor();
    await question.getByText(/loses \d+ values/).waitFor();
    await editor.shot('rename-choice');
  });

  it('loses nothing without a yes that names what goes', async () => {
    const before = fs.readdirSync(path.join(folder, 'migrations'));
    await pick(editor, 'Dropped and added');
    await editor.page.locator('.monaco-dialog-box', { hasText: 'email' }).waitFor();
    await editor.shot('allow-loss');
    await dialogButton(editor, 'Cancel').click();
    assert.deepEqual(fs.readdirSync(path.join(folder, 'migrations')), before);
  });

  it('shows the rows that are in the way of a constraint', async () => {
    rewrite((text) =>
      text
        .replaceAll(/\bmail\b/g, 'email')
        .replace('name TEXT PRIMARY', 'name TEXT NOT NULL PRIMARY'),
    );
    fill(path.join(folder, 'data', 'library.db'));
    await palette(editor, 'FastMigrate: Generate Migration…');
    const told = toast(editor, 'must not be NULL');
    await told.waitFor();
    await told.locator('.monaco-button', { hasText: 'Show Rows' }).click();
    await editor.page.locator('.editor-instance', { hasText: 'IS NULL' }).waitFor();
  });

  it('is a tree of tables and columns', async () => {
    await named('Schema').click();
    await named('Tables').click();
    await named('members').click();
    await row(editor, 'email').getByText('TEXT', { exact: true }).waitFor();
    await editor.shot('schema-tree');
  });

  /** A row with exactly this label: the project's row speaks of its schema too. */
  function named(label: string): Locator {
    const { page } = editor;
    return page.locator('.sidebar .monaco-list-row', {
      has: page.getByText(label, { exact: true }),
    });
  }

  function rewrite(change: (text: string) => string): void {
    fs.writeFileSync(desired, change(fs.readFileSync(desired, 'utf8')));
  }
});

/** All of a database's own statements, as a desired schema. */
function schemaOf(file: string): string {
  const database = new Database(file, { readonly: true });
  const rows = database
    .prepare<[], string>(
      "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' AND name NOT IN ('_meta', '_migrations') ORDER BY type = 'table' DESC, rowid",
    )
    .pluck()
    .all();
  database.close();
  return rows.map((sql) => `${sql};\n`).join('\n');
}

function fill(file: string): void {
  const database = new Database(file);
  database.exec('INSERT INTO tags VALUES (NULL), (NULL)');
  database.close();
}
