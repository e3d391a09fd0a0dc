import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { statusText } from '../../src/views/statusBar.ts';
import { codeOf, fileIn, projectOf, ready, rows, told, until } from './host.ts';

const script = (name: string): vscode.Uri => vscode.Uri.file(fileIn('migrations', name));

async function fixes(uri: vscode.Uri): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    new vscode.Range(0, 0, 0, 1),
    vscode.CodeActionKind.QuickFix.value,
  );
  return found.map(({ command }) => command?.command ?? '');
}

/** The window hears of a Problem a little later than the extension, and offers its fixes only then. */
async function offers(uri: vscode.Uri, commands: readonly string[]): Promise<void> {
  await until(`${commands.join(' and ')} are offered`, async () => {
    return (await fixes(uri)).join() === commands.join();
  });
}

describe('scripts that differ from their records', () => {
  it('are shown with what is the matter', async () => {
    const api = await ready();
    await until('the status is read', () => projectOf(api).status !== undefined);
    assert.deepEqual((await rows(api)).slice(1), [
      '  0001-books.sql|applied|pass-filled',
      '  0002-loans.sql|applied|pass-filled',
      '  0003-tags.sql|diverged · comments only|warning',
      '  0004-fill.py|applied|pass-filled',
      '  0005-shelves.sql|missing · file gone|question',
      '  0006-late.sql|skipped · merged late|debug-step-over',
      '  0007-members.sql|applied|pass-filled',
    ]);
  });

  it('give the status bar a sign that does not need colours', async () => {
    const entry = projectOf(await ready());
    assert.equal(entry.status?.state, 'DIVERGED');
    assert.equal(statusText(entry), '$(database) v7 $(warning)');
    const failure = { code: 'statement-failed', message: 'it failed', changed: false } as const;
    assert.equal(statusText({ ...entry, failure }), '$(database) v7 $(error)');
  });

  it('carry a badge of their own in the Explorer', async () => {
    const { decorations } = await ready();
    const badge = (name: string): string | undefined =>
      decorations.provideFileDecoration(script(name))?.badge;
    assert.deepEqual([badge('0003-tags.sql'), badge('0006-late.sql')], ['≠', '↷']);
  });

  it('open as they were recorded where the file is gone', async () => {
    const { tree } = await ready();
    const [project] = await tree.getChildren();
    const nodes = await tree.getChildren(project);
    const gone = nodes.find((node) => node.type === 'script' && node.migration.version === 5);
    assert.ok(gone);
    const address: unknown = tree.getTreeItem(gone).command?.arguments?.[0];
    assert.ok(address instanceof vscode.Uri);
    const document = await vscode.workspace.openTextDocument(address);
    assert.equal(document.getText(), 'CREATE TABLE t0 (x);\n');
  });

  it('are copied as what resolves each, for the terminal', async () => {
    const lines: string[] = [];
    for (const name of ['0001-books', '0003-tags', '0005-shelves', '0006-late'])
      lines.push(
        await vscode.commands.executeCommand<string>(
          'fastmigrate.copyCommand',
          await nodeOf(`${name}.sql`),
        ),
      );
    const project = `--config ${fileIn('.fastmigrate')}`;
    assert.deepEqual(lines, [
      `fastmigrate show 1 ${project}`,
      `fastmigrate record 3 ${project}`,
      `fastmigrate restore --scripts --from-db ${project}`,
      `fastmigrate renumber 0006-late.sql ${project}`,
    ]);
  });

  it('come back from the record', async () => {
    const api = await ready();
    const node = await nodeOf('0005-shelves.sql');
    const done = await vscode.commands.executeCommand<{ file: string }>(
      'fastmigrate.restoreScript',
      node,
    );
    assert.equal(done.file, fileIn('migrations', '0005-shelves.sql'));
    assert.equal(fs.readFileSync(done.file, 'utf8'), 'CREATE TABLE t0 (x);\n');
    assert.equal((await told(projectOf(api))).statuses['0005-shelves.sql'], 'applied');
  });

  it('are recorded as they are after a harmless edit', async () => {
    const api = await ready();
    await vscode.commands.executeCommand('fastmigrate.record', script('0003-tags.sql'));
    assert.equal((await told(projectOf(api))).statuses['0003-tags.sql'], 'applied');
  });

  it('are a problem that renumbering resolves, where they were merged late', async () => {
    const api = await ready();
    const late = script('0006-late.sql');
    const codes = vscode.languages.getDiagnostics(late).map(codeOf);
    assert.deepEqual(codes, ['FM604']);
    await vscode.window.showTextDocument(late);
    await offers(late, ['fastmigrate.renumber']);
    const done = await vscode.commands.executeCommand<{ to: string }>('fastmigrate.renumber', late);
    assert.equal(done.to, '0008-late.sql');
    assert.deepEqual(projectOf(api).status?.state, 'PENDING');
    assert.match((await rows(api)).join('\n'), /0008-late\.sql\|pending · next/);
  });

  it('are a problem with two ways out, where two have one number', async () => {
    const twin = script('0008-twin.sql');
    fs.writeFileSync(twin.fsPath, 'CREATE TABLE twin (x);\n');
    await until('it is known', () => vscode.languages.getDiagnostics(twin).length > 0);
    await vscode.window.showTextDocument(twin);
    await offers(twin, ['fastmigrate.renumber', 'fastmigrate.rename']);
    const done = await vscode.commands.executeCommand<{ to: string }>('fastmigrate.renumber', twin);
    assert.equal(done.to, '0009-twin.sql');
  });

  it('are recorded where another tool applied them', async () => {
    const api = await ready();
    await vscode.commands.executeCommand('fastmigrate.run');
    const { database } = projectOf(api).project;
    const code =
      'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute("delete from _migrations where id=9"); c.commit()';
    execFileSync('python3', ['-c', code, database]);
    await until('it is seen', async () =>
      /0009-twin\.sql\|applied · not verified\|pass/.test((await rows(api)).join('\n')),
    );
    await vscode.commands.executeCommand('fastmigrate.record', script('0009-twin.sql'));
    const answer = await told(projectOf(api));
    assert.deepEqual([answer.state, answer.statuses['0009-twin.sql']], ['CURRENT', 'applied']);
  });

  async function nodeOf(file: string): Promise<unknown> {
    const { tree } = await ready();
    const [project] = await tree.getChildren();
    const nodes = await tree.getChildren(project);
    return nodes.find((node) => node.type === 'script' && node.migration.file === file);
  }
});
