import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { closeBrowser, launch, type Editor, type LaunchOptions } from '../host/launch.ts';
import { openContainer, STEADY, widenSideBar } from './workbench.ts';

export const ROOT = path.resolve(import.meta.dirname, '../..');

const WAIT_MS = 10_000;

/** An empty folder for what a suite opens. After the suite it goes, and with it the browser and all its windows. */
export function suiteFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-ui-'));
  after(async () => {
    await closeBrowser();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return folder;
}

/** Opens a window with the extension, from its sources unless there is a package, and with pictures that are steady. */
export async function openWindow({ userSettings, ...options }: LaunchOptions): Promise<Editor> {
  const editor = await launch({
    ...(options.vsix === undefined && { extensionPath: ROOT }),
    ...options,
    userSettings: { ...STEADY, ...userSettings },
  });
  editor.page.setDefaultTimeout(WAIT_MS);
  return editor;
}

/** The same, with the extension's container in the side bar, drawn so wide that rows show all of their text. */
export async function openWide(options: LaunchOptions): Promise<Editor> {
  const editor = await openWindow(options);
  await openContainer(editor);
  await widenSideBar(editor);
  return editor;
}
