import assert from 'node:assert/strict';
import {
  linkSync,
  lstatSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  chmodSync,
} from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../support/files.ts';
import { answerOf } from '../support/process.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';
import { renumber } from '../../src/core/migration/renumber.ts';

const CALL = `
const { systemRuntime } = await import(src('library.ts'));
try { CALL; print('done'); } catch (error) { print(error.failure?.code ?? String(error)); }
`;
const RENUMBER =
  "await import(src('core/migration/renumber.ts')).then((m) => m.renumber(args[0], '0001-late.sql', systemRuntime()))";
const NEW =
  "await import(src('core/migration/newMigration.ts')).then((m) => m.newMigration(args[0], 'a thing', 'py'))";

/** What a call comes to that may write files of so many bytes only. */
function limited(call: string, made: Made, bytes: number): Promise<unknown> {
  const under = ['prlimit', `--fsize=${bytes}`, '--'];
  return answerOf(CALL.replace('CALL', call), [made.project], under);
}

/** Version 1 was applied, and another script of that number came later. */
async function withLateScript(): Promise<{ made: Made; text: string }> {
  const made = makeProject({ scripts: { '0001-a.sql': 'CREATE TABLE a (x);' } });
  assert.ok((await made.run()).ok);
  const text = `-- 0001-late.sql\n${'INSERT INTO a VALUES (1);\n'.repeat(400)}`;
  made.add({ '0001-late.sql': text });
  return { made, text };
}

describe('a script on a full disk', () => {
  it('keeps its text when it gets another number', async function () {
    if (process.platform !== 'linux') return;
    const { made, text } = await withLateScript();
    assert.equal(await limited(RENUMBER, made, 4096), 'disk-full');
    assert.deepEqual(namesIn(made.project.migrations), ['0001-a.sql', '0002-late.sql']);
    assert.equal(readFileSync(join(made.project.migrations, '0002-late.sql'), 'utf8'), text);
  });

  it('is there in whole or not at all when it is new', async function () {
    if (process.platform !== 'linux') return;
    const made = makeProject();
    assert.equal(await limited(NEW, made, 16), 'disk-full');
    assert.deepEqual(namesIn(made.project.migrations), []);
  });
});

describe('a script whose renumbering was killed', () => {
  it('loses its old name when it is renumbered again, and is not there twice', async () => {
    const { made, text } = await withLateScript();
    const path = (name: string): string => join(made.project.migrations, name);
    linkSync(path('0001-late.sql'), path('0002-late.sql'));
    const done = await renumber(made.project, '0001-late.sql', made.runtime);
    assert.deepEqual(done, { from: '0001-late.sql', to: '0002-late.sql', changed: [] });
    assert.deepEqual(namesIn(made.project.migrations), ['0001-a.sql', '0002-late.sql']);
    assert.equal(readFileSync(path('0002-late.sql'), 'utf8'), text.replace('0001', '0002'));
  });
});

describe('a script whose comments are changed', () => {
  it('keeps its mode, and stays where a link leads', async () => {
    const { made, text } = await withLateScript();
    const [path, elsewhere] = [
      join(made.project.migrations, '0001-late.sql'),
      join(made.folder, 'late.sql'),
    ];
    renameSync(path, elsewhere);
    chmodSync(elsewhere, 0o640);
    symlinkSync(elsewhere, path);
    await renumber(made.project, '0001-late.sql', made.runtime);
    assert.ok(lstatSync(join(made.project.migrations, '0002-late.sql')).isSymbolicLink());
    assert.equal(statSync(elsewhere).mode & 0o777, 0o640);
    assert.equal(readFileSync(elsewhere, 'utf8'), text.replace('0001', '0002'));
  });
});
