import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { root, tools } from '../../scripts/lib/project.ts';

describe('the npm package', function () {
  this.timeout(60_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-npm-'));

  const installed = path.join(folder, 'node_modules/fastmigrate-vscode');

  before(() => {
    fs.mkdirSync(installed, { recursive: true });
    for (const file of packed()) {
      fs.mkdirSync(path.dirname(path.join(installed, file)), { recursive: true });
      fs.copyFileSync(path.join(root, file), path.join(installed, file));
    }
    fs.symlinkSync(
      path.join(root, 'node_modules'),
      path.join(installed, 'node_modules'),
      'junction',
    );
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('holds what it runs with and its documentation, and nothing else', () => {
    const files = packed();
    const others = files.filter((file) => !/^(?:dist|docs)\//.test(file));
    assert.deepEqual(others.toSorted(), ['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
    for (const file of ['dist/cli.js', 'dist/cli-rest.js', 'dist/lib/index.js', 'docs/cli.md'])
      assert.ok(files.includes(file), file);
    assert.ok(!files.some((file) => file.endsWith('.png')));
    // Files of earlier builds.
    assert.ok(!files.some((file) => file.startsWith('dist/before')));
  });

  it('is imported by its name', () => {
    const code = `import * as library from 'fastmigrate-vscode'; console.log(typeof library.createDb);`;
    fs.writeFileSync(path.join(folder, 'main.js'), code);
    assert.equal(run('main.js'), 'function\n');
  });

  it('migrates to a schema in code through its second entry', () => {
    const code = `import { SchemaBuilder, SchemaMigrator } from 'fastmigrate-vscode/schema';
import { MemoryAdapter } from 'fastmigrate-vscode/schema/adapters';
const schema = new SchemaBuilder().table('users', (t) => { t.guid('id').notNull(''); t.key('id').primary(); }).build();
const adapter = new MemoryAdapter();
const migrator = new SchemaMigrator(adapter);
const before = await migrator.isMigrationNeeded(schema);
await migrator.migrate(schema);
console.log(before, await migrator.isMigrationNeeded(schema));`;
    fs.writeFileSync(path.join(folder, 'schema.js'), code);
    assert.equal(run('schema.js'), 'true false\n');
  });

  it('gives a bundle of a declaration alone no more than that', async () => {
    const all = (await bundle(`export * from 'fastmigrate-vscode/schema';`)).length;
    const declared = `export { SchemaBuilder } from 'fastmigrate-vscode/schema';`;
    const part = (await bundle(declared)).length;
    assert.ok(all > 50_000 && all < 100_000, `${all} bytes`);
    assert.ok(part > 5000 && part < 12_000, `${part} bytes`);
  });

  it('looks at the version of Node in a bundle too', async () => {
    const code = await bundle(
      `export { MemoryAdapter } from 'fastmigrate-vscode/schema/adapters';`,
    );
    assert.match(code, /fastmigrate needs Node/);
  });

  it('has types that a strict project accepts', () => {
    const code = `import { createDb } from 'fastmigrate-vscode';\nconst wrong: number = createDb;\n`;
    fs.writeFileSync(path.join(folder, 'types.ts'), code);
    const flags = ['--module', 'nodenext', '--strict', '--noEmit', '--types', 'node'];
    const typeRoots = path.join(root, 'node_modules/@types');
    assert.throws(
      () => run(tools.tsc, ...flags, '--typeRoots', typeRoots, 'types.ts'),
      ({ stdout }: { stdout: string }) =>
        // The one mistake is found, as a mistake of types, and nothing in the declarations is.
        stdout.trim().split('\n').length < 4 &&
        stdout.includes("is not assignable to type 'number'"),
    );
  });

  it('has the ready-made hooks for other databases, with types', () => {
    const code = `import { postgres } from 'fastmigrate-vscode/backends/postgres'; console.log(typeof postgres().lock);`;
    fs.writeFileSync(path.join(folder, 'hooks.js'), code);
    assert.equal(run('hooks.js'), 'function\n');
    const typed = `import type { Hooks } from 'fastmigrate-vscode/backends/hooks';\nimport { libsql } from 'fastmigrate-vscode/backends/libsql';\nexport const name: string | undefined = libsql().backendName;\nexport type Own = Hooks<number>;\n`;
    fs.writeFileSync(path.join(folder, 'hooks.ts'), typed);
    const flags = ['--module', 'nodenext', '--strict', '--noEmit', '--skipLibCheck'];
    assert.equal(
      run(
        tools.tsc,
        ...flags,
        '--types',
        'node',
        '--typeRoots',
        path.join(root, 'node_modules/@types'),
        'hooks.ts',
      ),
      '',
    );
  });

  it('lends its hooks to a project that has the driver only', () => {
    const project = path.join(folder, 'elsewhere');
    fs.mkdirSync(path.join(project, 'migrations'), { recursive: true });
    fs.mkdirSync(path.join(project, 'node_modules'));
    for (const name of [
      '@libsql',
      'libsql',
      'js-base64',
      'promise-limit',
      '@neon-rs',
      'detect-libc',
    ])
      fs.symlinkSync(
        path.join(root, 'node_modules', name),
        path.join(project, 'node_modules', name),
        'junction',
      );
    fs.writeFileSync(path.join(project, 'migrations/0001-a.sql'), 'CREATE TABLE a (x);');
    fs.writeFileSync(
      path.join(project, 'migrations/config.mjs'),
      `import { libsql } from 'fastmigrate-vscode/backends/libsql';\nexport default libsql();\n`,
    );
    const cli = path.join(installed, 'dist/cli.js');
    const args = [
      '--db',
      path.join(project, 'x.db'),
      '--migrations',
      path.join(project, 'migrations'),
    ];
    assert.match(run(cli, 'run', ...args), /version 0 → 1/);
  });

  it('has the executables that package.json names', () => {
    const manifest: { bin: Record<string, string> } = JSON.parse(
      fs.readFileSync(path.join(installed, 'package.json'), 'utf8'),
    );
    for (const [name, file] of Object.entries(manifest.bin)) {
      assert.match(run(path.join(installed, file), '--help'), new RegExp(`usage: ${name}`, 'i'));
    }
  });

  it('creates a database through the executable of the Python package', () => {
    const database = path.join(folder, 'made', 'library.db');
    run(path.join(installed, 'dist/bin/fastmigrate_create_db.js'), '--db', database);
    assert.ok(fs.statSync(database).size > 0);
  });

  /** The files that npm takes, relative to the repository. They are built already. */
  function packed(): readonly string[] {
    const words = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    // On Windows npm is a batch file, which takes a shell.
    const shell = process.platform === 'win32';
    const out = execFileSync('npm', words, { cwd: root, encoding: 'utf8', stdio: 'pipe', shell });
    const [made] = JSON.parse(out) as [{ files: { path: string }[] }];
    return made.files.map(({ path: file }) => file);
  }

  async function bundle(code: string): Promise<string> {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: folder },
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      external: ['better-sqlite3'],
      write: false,
      logLevel: 'silent',
    });
    return outputFiles[0]?.text ?? '';
  }

  function run(...args: string[]): string {
    return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  }
});
