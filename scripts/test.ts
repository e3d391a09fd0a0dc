// `npm test [SUITE…]`: builds, then runs the suites. The last line is `N passed, N failed`.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isSupported, setupHost } from '../test/host/setup.ts';
import { readCounts, type Counts } from './lib/counts.ts';
import { runNode, tools } from './lib/project.ts';

/**
 * What runs one after the other. Of a stage, the lists run at the same time, and each list in turn: most suites wait for
 * processes, disks and windows much of the time. Nothing runs beside what is measured.
 */
const STAGES: readonly (readonly (readonly string[])[])[] = [
  [
    ['unit', 'property', 'cli'],
    ['reliability', 'backends'],
  ],
  [['speed']],
  [['extension'], ['ui', 'package']],
];

/** Everything together must end within this time; whatever runs then is ended and counts as failed. */
const LIMIT_MS = 19 * 60_000;
/** For one suite, of which two may share the machine. */
const SUITE_LIMIT_MS = 8 * 60_000;

const deadline = Date.now() + LIMIT_MS;
const { passed, failed } = await main(process.argv.slice(2));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function main(names: readonly string[]): Promise<Counts> {
  // The page is driven from outside, which only the VS Code server allows.
  const all = STAGES.flat(2).filter((name) => name !== 'ui' || isSupported());
  const unknown = names.filter((name) => !all.includes(name));
  if (unknown.length > 0) {
    console.error(`no such suite: ${unknown.join(', ')}; there are ${all.join(', ')}`);
    return { passed: 0, failed: unknown.length };
  }
  if ((await runNode(['scripts/build.ts'])) !== 0) return { passed: 0, failed: 1 };
  if (!isSupported()) console.log('ui: not run, npm has no VS Code server for this machine');
  const isChosen = (name: string): boolean =>
    all.includes(name) && (names.length === 0 || names.includes(name));
  const counts: Counts[] = [];
  for (const stage of STAGES) {
    const lists = stage.map((list) => list.filter(isChosen)).filter(({ length }) => length > 0);
    // Two suites take the editor, and only one can install it.
    counts.push(
      ...(lists.flat().includes('ui') && !hasEditor()
        ? [{ passed: 0, failed: 1 }]
        : await Promise.all(lists.map((list, index) => inTurn(list, index > 0)))),
    );
  }
  return total(counts);
}

function hasEditor(): boolean {
  try {
    setupHost();
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

async function inTurn(suites: readonly string[], holdsOutput: boolean): Promise<Counts> {
  const counts: Counts[] = [];
  for (const suite of suites) counts.push(await runSuite(suite, holdsOutput));
  return total(counts);
}

function total(counts: readonly Counts[]): Counts {
  const sum = (key: keyof Counts): number => counts.reduce((found, each) => found + each[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

async function runSuite(name: string, holdsOutput: boolean): Promise<Counts> {
  const started = Date.now();
  console.log(`\n${name}${holdsOutput ? ', shown at its end' : ''}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `fastmigrate-counts-${name}-`));
  const timeout = Math.max(1000, Math.min(SUITE_LIMIT_MS, deadline - started));
  const exitCode = await runNode(commandOf(name), {
    env: { MOCHA_COUNTS: path.join(folder, 'counts.json'), MOCHA_COUNTS_FOLDER: folder },
    timeout,
    holdsOutput,
  });
  const counts = readCounts(folder, exitCode);
  fs.rmSync(folder, { recursive: true, force: true });
  const took = Date.now() - started;
  for (const failure of counts.untold) console.log(`  failed: ${failure}`);
  if (took >= timeout)
    console.log(`${name}: ended at its limit; what had not run by then counts as one failure`);
  console.log(
    `${name}: ${counts.passed} passed, ${counts.failed} failed in ${(took / 1000).toFixed(1)} s`,
  );
  return counts;
}

/** Program and arguments for Node, relative to the repository. */
function commandOf(suite: string): readonly string[] {
  return suite === 'extension' ? ['test/electron.ts'] : [tools.mocha, `test/${suite}/**/*.test.ts`];
}
