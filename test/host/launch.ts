import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startBridge, type HostFunction } from './bridge.ts';
import { addExtension, installExtension } from './extensions.ts';
import { startServer, type Server } from './server.ts';
import { closeBrowser as closePages, openWindow, type Window } from './window.ts';

export interface LaunchOptions {
  /** What to open: a folder or a `.code-workspace` file. */
  readonly folder?: string;
  readonly workspace?: string;
  /** An extension to load from its sources; or … */
  readonly extensionPath?: string;
  /** … a packaged one to install. */
  readonly vsix?: string;
  /** Folders of further extensions. */
  readonly extensions?: readonly string[];
  readonly userSettings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly size?: { readonly width: number; readonly height: number };
}

/** A window of VS Code that a test looks at and works with. */
export interface Editor extends Window {
  readonly server: Server;
  /** What the page has logged. */
  readonly logs: readonly string[];
  /** Runs a function in the extension host. It travels as text: it sees its arguments and nothing else. */
  eval<A extends readonly unknown[], T>(run: HostFunction<A, T>, ...args: A): Promise<T>;
  /**
   * Runs it until it gives something true. The extension host learns of a click a little after the page
   * showed it, so ask this way. Throws after ten seconds.
   */
  until<A extends readonly unknown[], T>(run: HostFunction<A, T>, ...args: A): Promise<T>;
  /** Writes a picture of the window to docs/screenshots/NAME.png where SCREENSHOTS is set, else to a temporary folder. */
  shot(name: string): Promise<string>;
}

const open = new Set<() => Promise<void>>();

const START_LIMIT_MS = 60_000;
const UNTIL_LIMIT_MS = 10_000;

/** Starts a server and opens a window; resolves when the extension host answers. */
export async function launch(options: LaunchOptions): Promise<Editor> {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-window-'));
  const prepared = prepare(temporary, options);
  const bridge = await startBridge(path.join(temporary, 'bridge'));
  const logs: string[] = [];
  let server: Server | undefined;
  let window: Window | undefined;

  const close = async (): Promise<void> => {
    if (!open.delete(close)) return;
    await window?.close();
    await server?.stop();
    bridge.close();
    fs.rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  };
  open.add(close);
  try {
    server = await startServer({
      ...prepared,
      env: { ...options.env, VSCODE_HOST_BRIDGE: bridge.socket },
    });
    window = await openWindow(server, {
      ...options,
      onLog: (type, args) => void logs.push(`${type} ${args.map(String).join(' ')}`),
    });
    await Promise.race([bridge.connected, failAfter(START_LIMIT_MS), failOnExit(window)]);
  } catch (error) {
    const failure = notUp(logs, server, error);
    await close();
    throw failure;
  }
  return {
    ...window,
    server,
    logs,
    close,
    eval: (run, ...args) => bridge.eval(run, ...args),
    until: (run, ...args) => poll(() => bridge.eval(run, ...args)),
    shot: (name) => takeShot(window, name),
  };
}

function notUp(logs: readonly string[], server: Server | undefined, cause: unknown): Error {
  const told = [...logs.slice(-30), server?.output() ?? ''].join('\n');
  return new Error(`VS Code did not come up\n${told}`, { cause });
}

/** Makes the folders that a server works in, with the extensions that are to be installed. */
function prepare(
  temporary: string,
  { vsix, extensions = [], extensionPath, userSettings }: LaunchOptions,
): Omit<Parameters<typeof startServer>[0], 'env'> {
  const dataDir = path.join(temporary, 'data');
  const extensionsDir = path.join(temporary, 'extensions');
  if (vsix !== undefined) installExtension({ dataDir, extensionsDir, vsix });
  for (const each of [path.join(import.meta.dirname, 'bridge'), ...extensions])
    addExtension(extensionsDir, each);
  return {
    dataDir,
    extensionsDir,
    smokeTestDriver: extensionPath !== undefined,
    ...(userSettings === undefined ? {} : { userSettings }),
  };
}

/** Ends the browser, and every editor that a failed test has left open: they would keep the process alive. */
export async function closeBrowser(): Promise<void> {
  await Promise.all([...open].map((close) => close()));
  await closePages();
}

async function poll<T>(ask: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + UNTIL_LIMIT_MS; ;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(answer)} after ten seconds`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function takeShot({ page }: Window, name: string): Promise<string> {
  const folder =
    process.env['SCREENSHOTS'] === undefined
      ? path.join(os.tmpdir(), 'fastmigrate-screenshots')
      : path.resolve(import.meta.dirname, '../../docs/screenshots');
  const file = path.join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}

function failAfter(ms: number): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer after ${ms / 1000} s`)), ms).unref();
  });
}

async function failOnExit(window: Window): Promise<never> {
  throw new Error(`the window ended, code ${await window.exited}`);
}
