import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, tools } from './project.ts';

/** VS Code's name of each platform, and the addon file that belongs to it. */
export const ADDONS: Readonly<Record<string, string>> = {
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'alpine-x64': 'linuxmusl-x64',
  'alpine-arm64': 'linuxmusl-arm64',
};

export interface VsixOptions {
  /** A platform of ADDONS, or `universal` for one package with all addons. */
  readonly target: string;
  /** Where the package goes. */
  readonly file: string;
}

/** Parts of the repository that a package can hold; `.vscodeignore` chooses among their files. */
const PARTS = ['README.md', 'CHANGELOG.md', 'LICENSE', 'media', 'dist', '.vscodeignore'];

/** Parts of package.json that are about the repository or npm. vsce refuses some, and VS Code needs none. */
const NPM_ONLY = [
  'type',
  'exports',
  'bin',
  'files',
  'scripts',
  'private',
  'dependencies',
  'devDependencies',
  'optionalDependencies',
];

/** Packs the built extension with the addons of a platform, by way of a folder of its own. */
export function packageVsix({ target, file }: VsixOptions): void {
  const staging = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-vsix-'));
  try {
    for (const part of [...PARTS, ...languageFiles(), ...pictures()]) {
      const source = path.join(root, part);
      if (fs.existsSync(source)) fs.cpSync(source, path.join(staging, part), { recursive: true });
    }
    writeManifest(staging);
    copyAddons(staging, target);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    vsce(staging, [
      ...['package', '--no-dependencies', '--out', file],
      ...['--allow-missing-repository', '--no-rewrite-relative-links'],
      ...(target === 'universal' ? [] : ['--target', target]),
    ]);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

function vsce(cwd: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [tools.vsce, ...args], {
    cwd,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`vsce failed: ${stderr.trim()}`);
}

/** Pictures that the README shows by a relative path. */
function pictures(): string[] {
  const readme = path.join(root, 'README.md');
  if (!fs.existsSync(readme)) return [];
  const shown = fs.readFileSync(readme, 'utf8').matchAll(/\]\((docs\/screenshots\/[^)\s]+)\)/g);
  return [...shown].map((match) => match[1] ?? '');
}

function languageFiles(): string[] {
  return fs.readdirSync(root).filter((name) => /^package\.nls.*\.json$/.test(name));
}

function writeManifest(staging: string): void {
  const manifest: Record<string, unknown> = JSON.parse(
    fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  for (const key of NPM_ONLY) delete manifest[key];
  fs.writeFileSync(path.join(staging, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

function copyAddons(staging: string, target: string): void {
  const names = target === 'universal' ? Object.values(ADDONS) : [ADDONS[target]];
  fs.mkdirSync(path.join(staging, 'prebuilds'));
  for (const name of names) {
    if (name === undefined) throw new Error(`no such platform: ${target}`);
    const source = path.join(root, 'node_modules/better-sqlite3/prebuilds', `${name}.node`);
    fs.copyFileSync(source, path.join(staging, 'prebuilds', `${name}.node`));
  }
}
