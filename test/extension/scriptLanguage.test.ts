import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fileIn, ready, until } from './host.ts';
import { fixesAt, openScript, problemsOf, scriptUri, setting, write, writeAt } from './scripts.ts';

const NEXT = scriptUri('0005-next.sql');

/** The problems of statements that cannot run. */
function failing(): readonly string[] {
  return problemsOf(NEXT).filter((text) => text.includes('no such'));
}

async function proposals(at: vscode.Position, trigger?: string): Promise<readonly string[]> {
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    NEXT,
    at,
    trigger,
  );
  return items
    .filter(({ kind }) => kind !== vscode.CompletionItemKind.Text)
    .map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function hover(at: vscode.Position): Promise<string> {
  const found = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    NEXT,
    at,
  );
  return found
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

describe('a script that is being written', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('is checked while it is written, and not only when it is saved', async () => {
    const editor = await openScript('0005-next.sql');
    await write(editor, 'INSERT INTO tag VALUES (1);\nINSERT INTO  boks VALUES (1);\n');
    await until('the problem is there', () => failing().length > 0);
    assert.match(failing().join('\n'), /^\S+ 2:14 no such table: boks$/);
    assert.equal(editor.document.isDirty, true);
    await write(editor, 'INSERT INTO tag VALUES (1);\n');
    await until('the problem is gone', () => failing().length === 0);
  });

  it('is mended by a quick fix', async () => {
    const editor = await openScript('0005-next.sql');
    await write(editor, "UPDATE book SET titel = 'x' WHERE id = 1;\n");
    await until('the problem is there', () => failing().length > 0);
    const fixes = await fixesAt(NEXT, new vscode.Range(0, 16, 0, 21));
    const fix = fixes.find(({ title }) => title === 'Replace by title');
    assert.ok(fix?.edit, fixes.map(({ title }) => title).join(', '));
    await vscode.workspace.applyEdit(fix.edit);
    assert.equal(editor.document.getText(), "UPDATE book SET title = 'x' WHERE id = 1;\n");
    await until('the problem is gone', () => failing().length === 0);
  });

  it('is told of what is allowed and dangerous, with a page on it and a comment that accepts it', async () => {
    const editor = await openScript('0005-next.sql');
    await write(editor, 'SELECT 1;\n  DROP TABLE tag;\n');
    const found = (): vscode.Diagnostic | undefined =>
      vscode.languages.getDiagnostics(NEXT).find(({ range }) => range.start.line === 1);
    await until('the finding is there', () => found() !== undefined);
    const finding = found();
    assert.ok(finding && typeof finding.code === 'object');
    assert.match(finding.code.target.path, /\/docs\/lint\/FM\d+\.md$/);
    const code = String(finding.code.value);
    const ignore = (await fixesAt(NEXT, finding.range)).find(({ title }) =>
      title.startsWith(`Ignore ${code}`),
    );
    assert.ok(ignore?.edit);
    await vscode.workspace.applyEdit(ignore.edit);
    assert.equal(
      editor.document.lineAt(1).text,
      `  -- fastmigrate-ignore ${code}: why this is meant`,
    );
    await until('it is accepted', () => !problemsOf(NEXT).some((text) => text.startsWith(code)));
  });

  it('gets proposals from the schema that it finds, with what it made itself', async () => {
    const editor = await openScript('0005-next.sql');
    const tables = await writeAt(editor, 'CREATE TABLE shelf (label);\nSELECT * FROM |');
    assert.deepEqual(await proposals(tables, ' '), ['author', 'book', 'tag', 'shelf', 'titles']);
    const columns = await writeAt(editor, 'SELECT b.| FROM book b;');
    assert.deepEqual(await proposals(columns, '.'), ['id', 'author', 'title', 'pages']);
    const keyword = await writeAt(editor, 'SELECT title FROM book WHE|');
    assert.deepEqual(await proposals(keyword), ['WHEN', 'WHERE']);
  });

  it('shows tables and columns on hover', async () => {
    const editor = await openScript('0005-next.sql');
    const table = await hover(await writeAt(editor, 'SELECT * FROM bo|ok;'));
    assert.match(table, /CREATE TABLE book/);
    assert.doesNotMatch(table, /At stake/);
    assert.match(
      plain(await hover(await writeAt(editor, 'SELECT auth|or FROM book;'))),
      /References author \(id\), ON DELETE CASCADE/,
    );
  });

  it('shows what a statement would reach, from the working database', async () => {
    const editor = await openScript('0005-next.sql');
    const drop = plain(await hover(await writeAt(editor, 'DROP TABLE aut|hor;')));
    assert.match(drop, /author: 3 rows/);
    assert.match(drop, /DROP TABLE: 4 rows in book by ON DELETE CASCADE when foreign keys are on/);
    assert.match(drop, /trigger author_gone goes too/);
    assert.match(drop, /view titles stops working/);
    const some = await writeAt(editor, 'DELETE FROM auth|or WHERE id = 1;');
    assert.match(plain(await hover(some)), /DELETE: 1 row match/);
  });

  it('shows what is hostile as text', async () => {
    const editor = await openScript('0005-next.sql');
    const name = '"<img src=x>](command:x)"';
    const at = await writeAt(editor, `CREATE TABLE ${name} (a);\nDROP TABLE ${name}|;`);
    const text = await hover(at);
    const [outside] = text.split('```');
    assert.match(text, /command:x/);
    assert.doesNotMatch(outside ?? '', /[^\\]\]\(command/);
  });

  it('leads to the script that made a name, and to all that name it', async () => {
    const editor = await openScript('0005-next.sql');
    const at = await writeAt(editor, 'SELECT pag|es FROM book;');
    const [definition] = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      NEXT,
      at,
    );
    assert.equal(definition?.uri.fsPath, scriptUri('0003-pages.sql').fsPath);
    assert.deepEqual([definition.range.start.line, definition.range.start.character], [0, 28]);
    const authors = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      NEXT,
      await writeAt(editor, 'SELECT * FROM auth|or;'),
    );
    assert.deepEqual(
      authors.map(({ uri, range }) => `${uri.path.split('/').at(-1)}:${range.start.line + 1}`),
      [
        ...[1, 4, 7, 8].map((line) => `0001-library.sql:${line}`),
        '0002-rows.sql:1',
        '0005-next.sql:1',
      ],
    );
  });

  it('is outlined by its statements', async () => {
    await openScript('0001-library.sql');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      scriptUri('0001-library.sql'),
    );
    assert.deepEqual(
      symbols.map(({ name, detail, children }) => `${detail} ${name} ${children.length}`),
      [
        'CREATE TABLE author 2',
        'CREATE TABLE book 3',
        'CREATE VIEW titles 0',
        'CREATE TRIGGER author_gone 0',
      ],
    );
  });

  it('is left alone where it is none of a project', async () => {
    const notes = vscode.Uri.file(fileIn('notes.sql'));
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(notes));
    const editor = await openScript('0005-next.sql');
    await write(editor, 'DROP TABLE nowhere;');
    await until('the script is checked', () => failing().length > 0);
    assert.deepEqual(problemsOf(notes), []);
  });

  it('is left alone where that is switched off', async () => {
    const editor = await openScript('0005-next.sql');
    await write(editor, 'DROP TABLE nowhere;');
    await until('the script is checked', () => failing().length > 0);
    for (const help of ['diagnostics', 'completion', 'hover'])
      await setting(`${help}.enable`, false);
    try {
      await until('the problem is gone', () => problemsOf(NEXT).length === 0);
      const at = await writeAt(editor, 'SELECT * FROM bo|ok');
      assert.deepEqual(await proposals(at), []);
      assert.equal(await hover(at), '');
    } finally {
      for (const help of ['diagnostics', 'completion', 'hover'])
        await setting(`${help}.enable`, undefined);
    }
  });

  it('changes no database by all that', async () => {
    const [entry] = (await ready()).projects.entries;
    assert.equal(entry?.status?.version, 3);
    assert.equal(entry.status.state, 'PENDING');
  });
});

/** Markdown's escapes taken out. */
function plain(markdown: string): string {
  return markdown.replaceAll('\\', '').replaceAll('&nbsp;', ' ');
}
