import type { Locator } from 'playwright-core';
import { runCommand } from '../../scripts/lib/sample.ts';
import type { Editor } from '../host/launch.ts';

/** Reading aids for page tests: the parts of the workbench that a person looks at and clicks on. */

/** Settings that make pictures steady: no animations, and no empty side bar on the right. */
export const STEADY = {
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

/**
 * Opens the extension's container by its icon in the activity bar. A window that has just opened may still go back to the
 * container that it begins with; then the icon is clicked again, as a person would.
 */
export async function openContainer({ page }: Editor): Promise<void> {
  // The badge covers the icon, so the click goes to what holds both.
  const icon = page.locator('.activitybar .action-item:has([aria-label^="FastMigrate"])');
  const title = page.locator('.sidebar .composite.title', { hasText: 'FastMigrate' });
  await icon.waitFor();
  for (let settled = 0; settled < 5; settled += 1) {
    if (!(await title.isVisible())) {
      settled = 0;
      await icon.click();
      await title.waitFor();
    }
    await page.waitForTimeout(100);
  }
  // With one view only, its title is part of the container's.
  await page.locator('.pane-header', { hasText: 'Migrations' }).waitFor({ state: 'attached' });
}

/** Drags the border of the side bar, so that rows show all of their text. */
export async function widenSideBar({ page }: Editor): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (box === null) throw new Error('there is no side bar');
  await page.mouse.move(box.x + box.width, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width + 110, box.y + 300, { steps: 5 });
  await page.mouse.up();
}

/** A row of one of the container's views. */
export function row({ page }: Editor, text: string): Locator {
  return page.locator('.sidebar .monaco-list-row', { hasText: text });
}

/** A button at the end of a row, which shows under the pointer. Waits until the pointer is there. */
export function rowAction(of: Locator, text: string): { click(): Promise<void> } {
  return {
    click: async () => {
      await of.hover();
      await of.locator(`.action-label[aria-label^="${text}"]`).first().click();
    },
  };
}

/** Clicks again, as a person would, when a row was drawn anew under the mouse and nothing came of the click. */
export async function clickUntil(click: () => Promise<void>, result: Locator): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await click();
    try {
      await result.waitFor({ timeout: 4000 });
      return;
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** A button in the modal dialog. */
export function dialogButton({ page }: Editor, text: string): Locator {
  return page.locator('.monaco-dialog-box .monaco-button', { hasText: text });
}

/** A notification. */
export function toast({ page }: Editor, text: string): Locator {
  return page.locator('.notification-toast', { hasText: text });
}

/**
 * Runs a command from the palette, by keyboard. The palette lists what was enabled when it opened, and whether the folder is
 * trusted is known only a moment after the window is there; so it is opened again.
 */
export async function palette({ page }: Editor, title: string): Promise<void> {
  const entry = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  await clickUntil(async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input.input').fill(`>${title}`);
  }, entry);
  await page.keyboard.press('Enter');
}

/** Types into the input box that is open, and confirms. */
export async function answer({ page }: Editor, prompt: string, text: string): Promise<void> {
  await page.locator('.quick-input-widget', { hasText: prompt }).waitFor();
  const input = page.locator('.quick-input-widget input.input');
  await input.fill(text);
  await input.press('Enter');
}

/** Chooses an entry of the list that is open. */
export async function pick({ page }: Editor, text: string): Promise<void> {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
}

export interface Status {
  readonly state: string;
  readonly version: number | null;
  readonly migrations: readonly { readonly file: string; readonly status: string }[];
}

/** What the command line says of a folder's project. */
export function statusOf(folder: string): Status {
  try {
    return JSON.parse(runCommand(folder, ['status', '--json'])) as Status;
  } catch (error) {
    // Anything but CURRENT exits with 1, and still prints its document.
    return JSON.parse(String((error as { stdout?: unknown }).stdout)) as Status;
  }
}
