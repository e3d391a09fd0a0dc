import fs from 'node:fs';
import path from 'node:path';

/** What a run of tests came to. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

interface CountsFile extends Counts {
  readonly skipped: number;
  readonly ended: boolean;
}

/**
 * Adds up the files that the reporter left in a folder. A skipped test counts as failed, and so does a run that did
 * not come to its end, ran nothing, or ended with an error that no test has reported.
 */
export function readCounts(folder: string, exitCode: number): Counts {
  const files = fs
    .readdirSync(folder)
    .map((name): CountsFile => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
  const passed = sum(files.map((file) => file.passed));
  const failed = sum(files.map((file) => file.failed + file.skipped + (file.ended ? 0 : 1)));
  const silentlyBroken = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: silentlyBroken ? 1 : failed };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
