import fs from 'node:fs';
import path from 'node:path';

/** What a run of tests came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** The counts of one suite, with what a report at its end would have said. */
export interface SuiteCounts extends Counts {
  /** The failures of a run that did not come to its end, each with its reason. */
  readonly untold: readonly string[];
}

interface CountsFile extends Counts {
  readonly skipped: number;
  readonly ended: boolean;
  readonly failures: readonly string[];
}

/**
 * Adds up the files that the reporter left in a folder. A skipped test counts as failed, and so does a run that did
 * not come to its end, ran nothing, or ended with an error that no test has reported.
 */
export function readCounts(folder: string, exitCode: number): SuiteCounts {
  const files = fs
    .readdirSync(folder)
    .filter((name) => !name.endsWith('.partial'))
    .map((name): CountsFile => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
  const passed = sum(files.map((file) => file.passed));
  const failed = sum(files.map((file) => file.failed + file.skipped + (file.ended ? 0 : 1)));
  const silentlyBroken = failed === 0 && (exitCode !== 0 || passed === 0);
  const untold = files.flatMap((file) => (file.ended ? [] : file.failures));
  return { passed, failed: silentlyBroken ? 1 : failed, untold };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
