import path from 'node:path';
import {
  chromium as playwright,
  type Browser,
  type BrowserContext,
  type Page,
} from 'playwright-core';
import { chromium } from './chromium.ts';
import type { Server } from './server.ts';

const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-extensions',
  '--disable-sync',
  '--no-first-run',
  // Names outside fail at once, where waiting for DNS would cost seconds.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

export interface WindowOptions {
  /** What to open: a folder or a `.code-workspace` file. Without both the window is empty. */
  readonly folder?: string;
  readonly workspace?: string;
  /** Folder of an extension to load from its sources. The server needs `smokeTestDriver` for it. */
  readonly extensionPath?: string;
  /** Module whose `run` is called in the extension host. With it, dialogs and notifications do not show. */
  readonly testsPath?: string;
  /** Receives what the page logs. */
  readonly onLog?: (type: string, args: readonly unknown[]) => void;
  readonly size?: { readonly width: number; readonly height: number };
}

export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Exit code of the tests in the extension host; 86 to 88 when page or server went away. */
  readonly exited: Promise<number>;
  close(): Promise<void>;
}

let running: Promise<Browser> | undefined;

/** Opens a window of the server in a fresh browser profile. */
export async function openWindow(server: Server, options: WindowOptions): Promise<Window> {
  const browser = await openBrowser();
  const context = await browser.newContext({
    viewport: options.size ?? { width: 1280, height: 800 },
  });
  const page = await context.newPage();
  const exited = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
    page.on('crash', () => resolve(86));
    page.on('close', () => resolve(87));
    server.process.once('exit', () => resolve(88));
  });
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
    options.onLog?.(type, args),
  );
  if (options.testsPath === undefined) await page.addInitScript(forgetDriver);
  await page.goto(address(server.port, options), { waitUntil: 'commit' });
  return { page, context, exited, close: () => context.close() };
}

/** Ends the browser that all windows share. */
export async function closeBrowser(): Promise<void> {
  const browser = await running;
  running = undefined;
  await browser?.close();
}

function openBrowser(): Promise<Browser> {
  const { executable, env } = chromium();
  running ??= playwright.launch({
    executablePath: executable,
    headless: true,
    args: CHROMIUM_ARGS,
    env: { ...process.env, ...env },
  });
  return running;
}

/** Address of a window: what to open, and what the workbench is told through `payload`. */
function address(port: number, options: WindowOptions): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${path.resolve(file)}`;
  const payload = [['skipWelcome', 'true']];
  if (options.extensionPath !== undefined) {
    payload.push(['extensionDevelopmentPath', remote(options.extensionPath)]);
  }
  if (options.testsPath !== undefined)
    payload.push(['extensionTestsPath', remote(options.testsPath)]);
  const query = new URLSearchParams();
  if (options.folder !== undefined) query.set('folder', path.resolve(options.folder));
  else if (options.workspace !== undefined) query.set('workspace', path.resolve(options.workspace));
  else query.set('ew', 'true');
  query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}

/**
 * Runs in the page before VS Code. An extension under development loads only with the smoke test driver on, and
 * while it is on VS Code hides notifications. The workbench asks once and remembers; the remembered answer is made
 * to be "off" as soon as the window stands.
 */
function forgetDriver(): void {
  const define = Object.defineProperty;
  Object.defineProperty = <T>(target: T, name: PropertyKey, property: PropertyDescriptor): T => {
    const isMemory = name === '$memoize$enableSmokeTestDriver' && property.value === true;
    const standing = (): boolean =>
      (globalThis as unknown as PageGlobals).document.querySelector('.part.statusbar') !== null;
    return define(
      target,
      name,
      isMemory ? { configurable: true, get: () => !standing() } : property,
    );
  };
}

/** The one thing of the page's world that is used here; the project has no DOM types. */
interface PageGlobals {
  readonly document: { querySelector(selector: string): unknown };
}
