import assert from 'node:assert/strict';
import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { runCommand } from '../../scripts/lib/sample.ts';
import { exampleOf } from '../backends/examples.ts';
import { writeFiles } from '../extension/projectFiles.ts';
import type { Editor } from '../host/launch.ts';
import { openWide, ROOT, suiteFolder } from './opening.ts';
import { dialogButton, row, rowAction, statusOf, toast } from './workbench.ts';

const SCRIPTS = {
  'migrations/0001-customers.sql':
    'CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n',
  'migrations/0002-orders.sql':
    'CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL, cents INTEGER);\n',
  'migrations/0003-email.sql': 'ALTER TABLE customers ADD COLUMN email TEXT;\n',
  'migrations/0004-one-name.sql':
    '-- Names are looked up without case.\nCREATE UNIQUE INDEX customers_name ON customers (lower(name));\n',
};

describe('many databases and other databases, in the editor', () => {
  const parent = suiteFolder();
  let editor: Editor;

  describe('with a file for each tenant', () => {
    const folder = path.join(parent, 'tenants');

    before(async function () {
      this.timeout(180_000);
      makeTenants(folder);
      editor = await openWide({ folder });
    });
    after(async () => editor.close());

    it('counts the versions, and after a run lists those that failed first', async () => {
      const fleet = row(editor, 'tenants/*.db');
      await fleet.getByText('20 at v2 · 3 at v3 · 23 behind').waitFor();
      await editor.page.locator('.statusbar-item', { hasText: '23 behind' }).click();
      const actions = editor.page.locator('.quick-input-list .monaco-list-row');
      await actions.filter({ hasText: 'Run on 23 Databases' }).waitFor();
      assert.equal(await actions.filter({ hasText: 'Back Up' }).count(), 0);
      await editor.page.keyboard.press('Escape');
      await rowAction(fleet, 'Run').click();
      await dialogButton(editor, 'Run').click();
      await fleet.getByText('22 at v4 · 1 at v3 · 1 behind · 1 failing').waitFor();
      await toast(editor, '22 databases up to date, 1 failed').waitFor();
      const failed = editor.page.locator('.sidebar .monaco-list-row[aria-label^="t21.db, failed"]');
      await failed.getByText('UNIQUE').waitFor();
      await failed.click();
      await editor.page.locator('.tab', { hasText: '0004-one-name.sql' }).waitFor();
      await editor.shot('fleet');
    }).timeout(90_000);
  });

  describe('on DuckDB', () => {
    const folder = path.join(parent, 'ducks');

    before(async function () {
      this.timeout(180_000);
      writeFiles(folder, { ...SCRIPTS, ...exampleOf('DuckDB') });
      fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
      fs.mkdirSync(path.join(folder, 'data'), { recursive: true });
      runCommand(folder, ['run', '--to', '2']);
      editor = await openWide({ folder });
    });
    after(async () => editor.close());

    it('shows its scripts, and says what cannot be had', async () => {
      await row(editor, '0002-orders').getByText('applied').waitFor();
      await row(editor, '0003-email').getByText('pending · next').waitFor();
      await row(editor, 'DuckDB')
        .getByText('no lock')
        .or(row(editor, 'DuckDB').getByText('no backup'))
        .waitFor();
      await editor.shot('other-database');
      await rowAction(row(editor, 'app.duckdb'), 'Run').click();
      await dialogButton(editor, 'Run').click();
      await row(editor, '0004-one-name').getByText('applied').waitFor({ timeout: 30_000 });
      assert.equal(statusOf(folder).state, 'CURRENT');
    }).timeout(90_000);
  });
});

/** 23 databases: 20 at version 2, and three at 3, one of which has two names that differ by case only. */
function makeTenants(folder: string): void {
  writeFiles(folder, SCRIPTS);
  const file = (tenant: number): string => path.join(folder, 'tenants', `t${tenant}.db`);
  fs.mkdirSync(path.join(folder, 'tenants'));
  runCommand(folder, ['create', '--db', file(1)]);
  runCommand(folder, ['run', '--db', file(1), '--to', '2']);
  for (let tenant = 2; tenant <= 20; tenant += 1) fs.copyFileSync(file(1), file(tenant));
  for (const tenant of [21, 22, 23]) {
    fs.copyFileSync(file(1), file(tenant));
    runCommand(folder, ['run', '--db', file(tenant), '--to', '3']);
  }
  const database = new Database(file(21));
  database.exec("INSERT INTO customers (name) VALUES ('Ada'), ('ada')");
  database.close();
  writeFiles(folder, { '.fastmigrate': '[paths]\ndb = tenants/*.db\n' });
}
