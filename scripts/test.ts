// `npm test [SUITE…]`: builds, then runs the suites. The last line is `N passed, N failed`.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isSupported } from '../test/host/setup.ts';
import { readCounts, type Counts } from './lib/counts.ts';
import { root, runNode, tools } from './lib/project.ts';

interface Suite {
  readonly name: string;
  /** Program and arguments for Node, relative to the repository. */
  readonly command: readonly string[];
}

const MOCHA_SUITES = ['unit', 'property', 'cli', 'reliability', 'backends', 'package', 'speed'];

/** They wait for processes and disks most of the time, so they run while the ones before them do. */
const ASIDE: ReadonlySet<string> = new Set(['reliability', 'backends']);

const ALL: readonly Suite[] = [
  ...MOCHA_SUITES.filter(hasTests).map((name) => mocha(name)),
  { name: 'extension', command: ['test/electron.ts'] },
  // The page is driven from outside, which only the VS Code server allows.
  ...(isSupported() ? [mocha('ui')] : []),
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
  const unknown = names.filter((name) => !ALL.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    console.error(
      `no such suite: ${unknown.join(', ')}; there are ${ALL.map((s) => s.name).join(', ')}`,
    );
    return { passed: 0, failed: unknown.length };
  }
  if ((await runNode(['scripts/build.ts'])) !== 0) return { passed: 0, failed: 1 };
  if (!isSupported()) console.log('ui: not run, npm has no VS Code server for this machine');
  const chosen = ALL.filter(({ name }) => names.length === 0 || names.includes(name));
  const firstAside = chosen.findIndex(({ name }) => ASIDE.has(name));
  const before = firstAside === -1 ? chosen : chosen.slice(0, firstAside);
  const aside = chosen.filter(({ name }) => ASIDE.has(name));
  const after = chosen.filter((suite) => !before.includes(suite) && !aside.includes(suite));
  const counts = await Promise.all([inTurn(before), inTurn(aside, before.length > 0)]);
  return total([...counts, await inTurn(after)]);
}

async function inTurn(suites: readonly Suite[], holdsOutput = false): Promise<Counts> {
  const counts: Counts[] = [];
  for (const suite of suites) counts.push(await runSuite(suite, holdsOutput));
  return total(counts);
}

function total(counts: readonly Counts[]): Counts {
  const sum = (key: keyof Counts): number => counts.reduce((found, each) => found + each[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

async function runSuite({ name, command }: Suite, holdsOutput: boolean): Promise<Counts> {
  const started = Date.now();
  console.log(`\n${name}${holdsOutput ? ', shown at its end' : ''}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `fastmigrate-counts-${name}-`));
  const timeout = Math.max(1000, Math.min(SUITE_LIMIT_MS, deadline - started));
  const exitCode = await runNode(command, {
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

function mocha(name: string): Suite {
  return { name, command: [tools.mocha, `test/${name}/**/*.test.ts`] };
}

function hasTests(name: string): boolean {
  return fs.existsSync(path.join(root, 'test', name));
}
