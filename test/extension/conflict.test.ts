import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { exitCode, fileIn, projectOf, ready, rows, told, until } from './host.ts';
import { EMAIL } from './shopScripts.ts';

const NAME = '003.add_email.sql';
const script = (): vscode.Uri => vscode.Uri.file(fileIn('shop.sqlite.migrations', NAME));

/** The texts of the diff editor in one group. */
async function diffIn(group: vscode.TabGroup | undefined): Promise<readonly string[]> {
  const input = group?.activeTab?.input;
  assert.ok(input instanceof vscode.TabInputTextDiff);
  const sides = [input.original, input.modified].map(async (uri) =>
    (await vscode.workspace.openTextDocument(uri)).getText(),
  );
  return Promise.all(sides);
}

describe('a TupleSaver project in conflict with its reference', () => {
  it('shows scripts, the views that are applied again, and the reference', async () => {
    const api = await ready();
    await until('the status is read', () => projectOf(api).status !== undefined);
    const [project, ...shown] = await rows(api);
    assert.match(project ?? '', /^shop\.sqlite\|v3 of 4 · 2 pending · 1 problem\|database/);
    const reference = shown.pop();
    assert.deepEqual(shown, [
      '  001.create_customers.sql|applied|pass-filled',
      '  002.create_orders.sql|applied|pass-filled',
      '  003.add_email.sql|conflicted · differs from reference|git-compare',
      '  004.add_loyalty.sql|pending · next|circle-large-outline',
      '  order_totals.sql|pending · changed|circle-large-outline',
    ]);
    assert.match(reference ?? '', /^ {2}Reference\|v3 · just now\|lock$/);
    assert.equal(projectOf(api).status?.state, 'CONFLICTED');
  });

  it('compares all three beside each other', async () => {
    await vscode.commands.executeCommand('fastmigrate.compareAll', script());
    const [left, right] = vscode.window.tabGroups.all;
    assert.deepEqual(await diffIn(left), [EMAIL.reference, EMAIL.applied]);
    assert.deepEqual(await diffIn(right), [EMAIL.applied, EMAIL.file]);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('compares the file with the reference alone', async () => {
    await vscode.commands.executeCommand('fastmigrate.compareReference', script());
    assert.deepEqual(await diffIn(vscode.window.tabGroups.activeTabGroup), [
      EMAIL.reference,
      EMAIL.file,
    ]);
  });

  it('shows what restoring from the reference would change', async () => {
    const lines = await vscode.commands.executeCommand<readonly string[]>(
      'fastmigrate.previewReference',
    );
    assert.match(lines.join('\n'), /orders: 9 → 12 rows \(0 lost, 3 back\)/);
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(text, /^orders +9 +12 +0 +3$/m);
    assert.match(text, /^Schema +differs$/m);
  });

  it('is a problem at the script, with ways out', async () => {
    const codes = vscode.languages.getDiagnostics(script()).map(({ code }) => code);
    assert.deepEqual(codes, ['conflicted']);
  });

  it('brings the script back from the reference, and keeps the edited one', async () => {
    const api = await ready();
    const done = await vscode.commands.executeCommand<{ file: string; saved?: string }>(
      'fastmigrate.restoreScriptReference',
      script(),
    );
    assert.equal(fs.readFileSync(done.file, 'utf8'), EMAIL.reference);
    assert.ok(done.saved !== undefined);
    assert.equal(fs.readFileSync(done.saved, 'utf8'), EMAIL.file);
    assert.equal((await told(projectOf(api))).state, 'DIVERGED');
    assert.match((await rows(api)).join('\n'), /003\.add_email\.sql\|diverged\|warning/);
  });

  it('sees another reference when one is put there', async () => {
    const api = await ready();
    const file = fileIn('shop.sqlite.ref');
    fs.renameSync(file, `${file}.aside`);
    await until('it is gone', () => projectOf(api).status?.reference === undefined);
    assert.match((await rows(api)).join('\n'), /Reference\|none yet · click to save one\|unlock/);
    fs.renameSync(`${file}.aside`, file);
    await until('it is back', () => projectOf(api).status?.reference !== undefined);
  });

  it('is brought up to date by the tasks of the two workflows', async () => {
    const api = await ready();
    const tasks = await vscode.tasks.fetchTasks({ type: 'fastmigrate' });
    const run = async (name: string): Promise<number | undefined> =>
      exitCode(tasks.find((task) => task.name === name));
    // A diverged database is not production's to be mended by a script.
    assert.equal(await run('migrate production database'), 1);
    assert.equal((await told(projectOf(api))).state, 'DIVERGED');
    assert.equal(await run('bring development database up to date'), 0);
    assert.equal((await told(projectOf(api))).state, 'CURRENT');
    await until('it is seen', () => projectOf(api).status?.state === 'CURRENT');
    assert.match(
      (await rows(api)).join('\n'),
      /004\.add_loyalty\.sql\|applied · not in the reference yet\|pass-filled\n {2}order_totals\.sql\|applied[^|]*\|eye/,
    );
  });
});
