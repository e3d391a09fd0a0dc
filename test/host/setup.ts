import fs from 'node:fs';
import path from 'node:path';
import { ensureInstalled } from '../../scripts/lib/install.mjs';
import { chromium, type Browser } from './chromium.ts';
import { once } from './once.ts';

const here = import.meta.dirname;
const packages = path.join(here, 'node_modules');
const vscode = path.join(packages, 'code-server', 'lib', 'vscode');

/** Built-in extensions that only cost start-up time or reach for the network. None has a part in the page. */
const UNWANTED = [
  'copilot',
  'github',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'terminal-suggest',
  'tunnel-forwarding',
];

/** A VS Code server that is ready to start, and a browser to look at it. */
export interface Host {
  readonly serverMain: string;
  readonly version: string;
  readonly browser: Browser;
}

/** Whether npm has a VS Code server for this machine. Elsewhere the tests use a desktop VS Code. */
export function isSupported(): boolean {
  return process.platform === 'linux' && process.arch === 'x64' && !isMusl();
}

/** Makes the server and the browser ready, once; a second call costs milliseconds. */
export function setupHost(): Host {
  if (!isSupported()) {
    throw new Error(
      `npm has no VS Code server for ${process.platform}-${process.arch}. ` +
        'Install desktop VS Code and set VSCODE_DESKTOP to its program, or set VSCODE_DESKTOP=download',
    );
  }
  setupServer();
  return {
    serverMain: path.join(vscode, 'out', 'server-main.js'),
    version: version(),
    browser: chromium(),
  };
}

/** Installs the server alone, which is enough to show it in a person's own browser. */
export function setupServer(): string {
  ensureInstalled(here, 'the VS Code server');
  once(here, () => {
    // The server and its page look for their packages in a folder of their own.
    const link = path.join(vscode, 'node_modules');
    fs.rmSync(link, { recursive: true, force: true });
    fs.symlinkSync('../../..', link, 'dir');
    for (const name of UNWANTED) {
      fs.rmSync(path.join(vscode, 'extensions', name), { recursive: true, force: true });
    }
  });
  return path.join(vscode, 'out', 'server-main.js');
}

function version(): string {
  const manifest: { version: string } = JSON.parse(
    fs.readFileSync(path.join(vscode, 'package.json'), 'utf8'),
  );
  return manifest.version;
}

function isMusl(): boolean {
  return fs.existsSync('/etc/alpine-release');
}
