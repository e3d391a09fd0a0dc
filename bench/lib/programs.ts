import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/lib/project.ts';

/** This project's command line, as it is shipped. */
export const ours = [process.execPath, path.join(root, 'dist', 'cli.js')];

/** A program of bench/peers, as a script for this Node. */
export function peer(script: string): string[] {
  return [process.execPath, path.join(root, 'bench', 'peers', script)];
}

/** dbmate's program, which its npm package brings for each platform. */
export function dbmate(): string | undefined {
  const folder = path.join(root, 'bench', 'peers', 'node_modules', '@dbmate');
  const [platform] = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  if (platform === undefined) return undefined;
  const file = path.join(folder, platform, 'bin', 'dbmate');
  return fs.existsSync(file) ? file : undefined;
}

/** The Python package of the same name where a `python3` can import it. */
export function pythonFastmigrate(): readonly string[] | undefined {
  const found = spawnSync('python3', ['-c', 'import fastmigrate.core']);
  return found.status === 0
    ? [
        'python3',
        '-c',
        'import sys; from fastmigrate.core import run_migrations, create_db\ncreate_db(sys.argv[1])\nrun_migrations(sys.argv[1], sys.argv[2])',
      ]
    : undefined;
}

/** Versions of everything that takes part, as `name 1.2.3`. */
export function versions(): string[] {
  const own = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const peers = JSON.parse(
    fs.readFileSync(path.join(root, 'bench', 'peers', 'package.json'), 'utf8'),
  ) as { dependencies: Readonly<Record<string, string>> };
  const sqlite = spawnSync('sqlite3', ['--version']).stdout.toString().split(' ')[0];
  return [
    `this ${own.version}`,
    `Node ${process.versions.node}`,
    `sqlite3 ${sqlite}`,
    ...Object.entries(peers.dependencies).map(([name, version]) => `${name} ${version}`),
  ];
}
