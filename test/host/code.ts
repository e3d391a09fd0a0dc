#!/usr/bin/env node
// Takes the command line of desktop VS Code and does the same with the server and a browser, so that this file can
// stand where a test expects the editor's program (`vscodeExecutablePath` of @vscode/test-electron).
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installExtension } from './extensions.ts';
import { setupHost } from './setup.ts';
import { runInHost, type TestRun } from './testRun.ts';

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    version: { type: 'boolean' },
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
    'install-extension': { type: 'string' },
    'folder-uri': { type: 'string' },
    'file-uri': { type: 'string' },
    'disable-workspace-trust': { type: 'boolean' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const host = setupHost();
  if (values.version === true) {
    console.log(host.version);
    return 0;
  }
  const vsix = file('install-extension');
  const dataDir = file('user-data-dir');
  const extensionsDir = file('extensions-dir');
  if (vsix !== undefined) {
    if (dataDir === undefined || extensionsDir === undefined) {
      console.error('--install-extension needs --user-data-dir and --extensions-dir');
      return 1;
    }
    process.stdout.write(installExtension({ dataDir, extensionsDir, vsix }));
    return 0;
  }
  return runInHost(testRun(dataDir, extensionsDir));
}

function testRun(dataDir: string | undefined, extensionsDir: string | undefined): TestRun {
  const extensionPath = file('extensionDevelopmentPath');
  const testsPath = file('extensionTestsPath');
  const first = positionals[0];
  const target = file('folder-uri') ?? file('file-uri') ?? (first && path.resolve(first));
  const isFolder = target !== undefined && target.length > 0 && fs.statSync(target).isDirectory();
  return {
    ...(extensionPath === undefined ? {} : { extensionPath }),
    ...(testsPath === undefined ? {} : { testsPath }),
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
    ...(target ? (isFolder ? { folder: target } : { workspace: target }) : {}),
    userSettings: {
      ...desktopSettings(dataDir),
      'security.workspace.trust.enabled': values['disable-workspace-trust'] !== true,
    },
  };
}

/** User settings as desktop VS Code keeps them. */
function desktopSettings(dataDir: string | undefined): Record<string, unknown> {
  const settings = path.join(dataDir ?? '', 'User', 'settings.json');
  return dataDir !== undefined && fs.existsSync(settings)
    ? JSON.parse(fs.readFileSync(settings, 'utf8'))
    : {};
}

function file(option: keyof typeof values): string | undefined {
  const value = values[option];
  if (typeof value !== 'string') return undefined;
  return value.startsWith('file:') ? fileURLToPath(value) : path.resolve(value);
}
