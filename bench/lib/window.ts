import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/lib/project.ts';
import { launch } from '../../test/host/launch.ts';
import type { Editor } from '../../test/host/launch.ts';

/** The longest time in milliseconds in which the event loop of the extension host could take nothing up. */
export interface Block {
  /** As a clock sees it: on a busy machine this includes waiting for a core. */
  readonly busyMs: number;
  /** What of it the thread of the event loop spent with work. */
  readonly workMs: number;
}

/** How much work it was to load one extension and to activate it, in milliseconds. */
export interface Activation {
  readonly loadMs: number;
  readonly activateMs: number;
}

/** Bytes that the extension host uses, after a garbage collection. */
export interface HostMemory {
  readonly rss: number;
  readonly heapUsed: number;
}

/** What bench/probe leaves in the extension host. */
interface Probe {
  readonly activations: Readonly<Record<string, Activation>>;
  readonly meter: Block & { start(): void };
  memory(): HostMemory;
}

declare global {
  var benchProbe: Probe;
}

export const EXTENSION = 'fastmigrate.fastmigrate-vscode';

/** Opens a folder with the built extension, an empty one, and one that watches the extension host. */
export async function openWatched(
  folder: string,
  userSettings: Readonly<Record<string, unknown>> = {},
): Promise<Editor> {
  const editor = await launch({
    folder,
    extensionPath: root,
    extensions: ['probe', 'empty'].map((name) => path.join(root, 'bench', name)),
    userSettings: {
      'fastmigrate.confirmBeforeRun': false,
      'fastmigrate.backupBeforeRun': 'never',
      // The editor's own search for open ports starts a process every other second.
      'remote.autoForwardPorts': false,
      ...userSettings,
    },
  });
  await editor.until(() => 'empty.cjs' in globalThis.benchProbe.activations);
  return editor;
}

/** Waits until what starts with a window, other extensions among it, is over. */
export async function settled(editor: Editor): Promise<void> {
  for (let quiet = 0; quiet < 3;) {
    await startMeter(editor);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    quiet = (await longestBlock(editor)).workMs < 5 ? quiet + 1 : 0;
  }
}

/** Begins to look for the longest block. */
export async function startMeter(editor: Editor): Promise<void> {
  await editor.eval(() => globalThis.benchProbe.meter.start());
}

export async function longestBlock(editor: Editor): Promise<Block> {
  return editor.eval(() => {
    const { busyMs, workMs } = globalThis.benchProbe.meter;
    return { busyMs, workMs };
  });
}

export async function activations(editor: Editor): Promise<Readonly<Record<string, Activation>>> {
  return editor.eval(() => globalThis.benchProbe.activations);
}

export async function hostMemory(editor: Editor): Promise<HostMemory> {
  return editor.eval(() => globalThis.benchProbe.memory());
}

/** The most memory in bytes that a process of this engine has had so far; 0 where none is running. */
export function engineMemory(): number {
  const cli = path.join(root, 'dist', 'cli.js');
  const peaks = fs.readdirSync('/proc').map((pid) => {
    const command = read(`/proc/${pid}/cmdline`).split('\0');
    if (!command.includes(cli) || !command.includes('serve')) return 0;
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`));
    return Number(peak?.[1] ?? 0) * 1024;
  });
  return Math.max(...peaks);
}

/** Empty for what is no process, or has ended by now. */
function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
