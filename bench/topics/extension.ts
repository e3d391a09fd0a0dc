import fs from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/lib/project.ts';
import { closeBrowser } from '../../test/host/launch.ts';
import { middle } from '../lib/contest.ts';
import type { Goal, Section } from '../lib/report.ts';
import type { Block } from '../lib/window.ts';
import { measureActivation } from './extension/activation.ts';
import { measureBigRun } from './extension/bigRun.ts';
import { measureManyScripts } from './extension/manyScripts.ts';

interface Measured {
  /** Of dist/extension.js, in bytes. */
  readonly size: number;
  readonly rows: number;
  readonly scripts: number;
  readonly activation: Awaited<ReturnType<typeof measureActivation>>;
  readonly run: Awaited<ReturnType<typeof measureBigRun>>;
  readonly many: Awaited<ReturnType<typeof measureManyScripts>>;
}

const GOAL_MS = 20;
const GOAL_BYTES = 150 * 1024;

/** What the extension costs the editor: its size, the time in which the extension host does nothing else, and memory. */
export async function extensionTopic(
  rounds: number,
  rows: number,
  scripts: number,
): Promise<Section> {
  const measured: Measured = {
    size: fs.statSync(path.join(root, 'dist', 'extension.js')).size,
    rows,
    scripts,
    activation: await measureActivation(rounds),
    run: await measureBigRun(rows),
    many: await measureManyScripts(scripts),
  };
  await closeBrowser();
  return {
    title: 'The extension in the editor',
    text: `A real extension host, in which an extension of its own looks at the event loop every millisecond. A block is the longest time in which the host could take nothing else up: what its thread spent with work of it, and in brackets as the clock saw it, with waiting for a core on a busy machine. Activation is loading the file and calling it, beside an extension that does nothing; middle of ${rounds} windows. The ${rows.toLocaleString('en')} rows are inserted by one migration and changed by the next. Memory of the host is what is in use after a garbage collection, compared with just before.`,
    head: ['', 'measured', 'compared with'],
    rows: rowsOf(measured),
    goals: goalsOf(measured),
  };
}

function rowsOf({ size, rows, scripts, activation, run, many }: Measured): readonly string[][] {
  const emptyMs = middle(activation.map(({ empty }) => empty.loadMs + empty.activateMs));
  const firstMs = middle(activation.map(({ block }) => block.workMs));
  const manyText = `${scripts.toLocaleString('en')} scripts`;
  return [
    ['dist/extension.js', kilobytes(size), ''],
    ['activation', ms(activationOf({ activation })), `an empty extension ${ms(emptyMs)}`],
    ['block until the first status is shown', ms(firstMs), ''],
    [
      `block during a run over ${rows.toLocaleString('en')} rows, ${(run.tookMs / 1000).toFixed(0)} s`,
      blockText(run.block),
      `the same run in a terminal ${blockText(run.beside)}`,
    ],
    [`block until ${scripts.toLocaleString('en')} scripts are read`, blockText(many.read), ''],
    ['block when they are listed', blockText(many.listed), ''],
    [
      'block when one of them changes',
      blockText(many.changed),
      `${many.drawn} rows are drawn anew`,
    ],
    [
      'memory in the host',
      megabytes(middle(activation.map(({ heapBytes }) => heapBytes))),
      `${manyText} ${megabytes(many.heapBytes)}`,
    ],
    [
      'memory of the engine, at most',
      megabytes(middle(activation.map(({ engineBytes }) => engineBytes))),
      `${manyText} ${megabytes(many.engineBytes)}, ${rows.toLocaleString('en')} rows ${megabytes(run.engineBytes)}`,
    ],
  ];
}

function goalsOf(measured: Measured): readonly Goal[] {
  const { size, scripts, run, many } = measured;
  return [
    { text: `at most 150 KB: ${kilobytes(size)}`, met: size <= GOAL_BYTES },
    goal('activation', activationOf(measured)),
    goal('a run never blocks the editor', run.block.workMs),
    goal('a change of one of many scripts', many.changed.workMs),
    {
      text: `of ${scripts.toLocaleString('en')} scripts, no more rows are drawn anew than are on view: ${many.drawn}`,
      met: many.drawn <= 400,
    },
  ];
}

/** Milliseconds from loading the file to the end of its `activate`. */
function activationOf({ activation }: Pick<Measured, 'activation'>): number {
  return middle(activation.map((each) => each.loadMs + each.activateMs));
}

function goal(what: string, measuredMs: number): Goal {
  return { text: `${what}, at most ${GOAL_MS} ms: ${ms(measuredMs)}`, met: measuredMs <= GOAL_MS };
}

function blockText({ workMs, busyMs }: Block): string {
  return `${ms(workMs)} (${ms(busyMs)})`;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KB`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
