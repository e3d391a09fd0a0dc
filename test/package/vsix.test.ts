import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/lib/project.ts';
import { ADDONS, packageVsix } from '../../scripts/lib/vsix.ts';
import { readZip, unzip } from './zip.ts';

const LIMIT_BYTES = 2.5 * 1024 * 1024;

describe('the packaged extension', function () {
  this.timeout(60_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-package-'));
  const own = path.join(folder, 'own.vsix');
  const universal = path.join(folder, 'universal.vsix');

  before(() => {
    packageVsix({ target: ownTarget(), file: own });
    packageVsix({ target: 'universal', file: universal });
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('knows every platform that SQLite comes for', () => {
    const files = fs.readdirSync(path.join(root, 'node_modules/better-sqlite3/prebuilds'));
    assert.deepEqual(
      Object.values(ADDONS).toSorted(),
      files.map((file) => path.basename(file, '.node')).toSorted(),
    );
  });

  it('holds what it needs for one platform and nothing else', () => {
    assert.deepEqual(list(own), expected([ADDONS[ownTarget()] ?? '']));
  });

  it('holds the addons of all platforms when universal', () => {
    assert.deepEqual(list(universal), expected(Object.values(ADDONS)));
  });

  it('is small for one platform', () => {
    const { size } = fs.statSync(own);
    assert.ok(size <= LIMIT_BYTES, `${size} bytes`);
  });

  it('says nothing of npm in its manifest', () => {
    const manifest: Record<string, unknown> = JSON.parse(
      readZip(own).get('extension/package.json')?.toString() ?? '',
    );
    assert.equal(manifest['main'], './dist/extension.js');
    for (const key of ['type', 'scripts', 'dependencies', 'devDependencies', 'exports']) {
      assert.equal(manifest[key], undefined, key);
    }
  });

  for (const kind of ['own', 'universal']) {
    it(`brings a command line that works by itself (${kind})`, () => {
      const unpacked = path.join(folder, kind);
      unzip(path.join(folder, `${kind}.vsix`), unpacked);
      const cli = path.join(unpacked, 'extension', 'dist', 'cli.js');
      const project = path.join(unpacked, 'project');
      fs.cpSync(path.join(root, 'test/suites/library'), project, { recursive: true });
      const run = (...args: string[]): string =>
        execFileSync(process.execPath, [cli, ...args], { cwd: project, encoding: 'utf8' });
      assert.match(run('--version'), /\d+\.\d+\.\d+/);
      run('create');
      run('run');
      assert.equal(JSON.parse(run('status', '--json')).version, 9);
    });
  }
});

function ownTarget(): string {
  return `${process.platform}-${process.arch}`;
}

function list(vsix: string): string[] {
  return [...readZip(vsix).keys()].toSorted();
}

/** The ready-made hooks for other databases, without their drivers. */
function adapters(): readonly string[] {
  return fs.readdirSync(path.join(root, 'src/backends')).map((name) => path.basename(name, '.ts'));
}

/** vsce writes the texts under names of its own. */
function expected(addons: readonly string[]): string[] {
  const media = fs
    .readdirSync(path.join(root, 'media'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  const texts = fs.readdirSync(root).filter((name) => /^package\.nls.*\.json$/.test(name));
  const pictures = [
    ...fs.readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/\]\((docs\/[^)]*\.png)\)/g),
  ].map((match) => match[1] ?? '');
  return [
    ...['[Content_Types].xml', 'extension.vsixmanifest'],
    ...[
      ...['LICENSE.txt', 'changelog.md', 'readme.md', 'package.json'],
      ...[
        'dist/cli.js',
        'dist/cli-rest.js',
        'dist/extension.js',
        'dist/rpc.js',
        'dist/tasksJson.js',
        'dist/package.json',
      ],
      'dist/lib/package.json',
      ...adapters().map((name) => `dist/lib/backends/${name}.js`),
      ...addons.map((name) => `prebuilds/${name}.node`),
      ...new Set([...media, ...texts, ...pictures]),
    ].map((name) => `extension/${name.replaceAll('\\', '/')}`),
  ].toSorted();
}
