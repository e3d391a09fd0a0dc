import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setupServer } from './setup.ts';

export interface Installation {
  readonly dataDir: string;
  readonly extensionsDir: string;
  readonly vsix: string;
}

/** Installs a packaged extension as `code --install-extension` does. Returns what was printed. */
export function installExtension({ dataDir, extensionsDir, vsix }: Installation): string {
  const serverMain = setupServer();
  fs.mkdirSync(extensionsDir, { recursive: true });
  const args = [
    ...[serverMain, '--accept-server-license-terms'],
    ...['--server-data-dir', dataDir, '--extensions-dir', extensionsDir],
    ...['--install-extension', vsix, '--force'],
  ];
  return execFileSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/**
 * Adds a folder with an extension to the installed ones. It cannot be a second one under development: VS Code in a
 * browser takes only one of those.
 */
export function addExtension(extensionsDir: string, source: string): void {
  const { name, version, publisher }: Record<string, string> = JSON.parse(
    fs.readFileSync(path.join(source, 'package.json'), 'utf8'),
  );
  const relativeLocation = `${publisher}.${name}-${version}`;
  const target = path.join(extensionsDir, relativeLocation);
  fs.cpSync(source, target, { recursive: true });
  const registry = path.join(extensionsDir, 'extensions.json');
  const installed: unknown[] = fs.existsSync(registry)
    ? JSON.parse(fs.readFileSync(registry, 'utf8'))
    : [];
  installed.push({
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, path: target, scheme: 'file' },
    relativeLocation,
    metadata: { installedTimestamp: Date.now(), source: 'vsix' },
  });
  fs.writeFileSync(registry, JSON.stringify(installed));
}
