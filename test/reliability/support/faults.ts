import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Project } from '../../../src/core/project/project.ts';
import { pictureOf } from '../../support/files.ts';
import { makeRuntime } from '../../support/project.ts';
import { COMMANDS, differences, freshCopy, outcome } from './damage.ts';

/** Something that is wrong with the place of a database. */
interface Fault {
  readonly make: (project: Project) => void;
  /** Undoes what keeps the test itself from looking. */
  readonly undo?: (project: Project) => void;
}

/** What every command came to under every fault: a code, or `done`. */
export interface FaultReport {
  readonly outcomes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly wrong: readonly string[];
}

const mode = (bits: number, back: number, of: (project: Project) => string): Fault => ({
  make: (project) => chmodSync(of(project), bits),
  undo: (project) => chmodSync(of(project), back),
});
const file = (project: Project): string => project.database;
const folder = (project: Project): string => dirname(project.database);
const instead = (put: (path: string) => void): Fault => ({
  make: ({ database }) => {
    rmSync(database);
    put(database);
  },
});

/** The faults, by what they are. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'a read-only file': mode(0o444, 0o666, file),
  'a file without permission': mode(0, 0o666, file),
  'a read-only folder': mode(0o555, 0o755, folder),
  'a folder without permission': mode(0, 0o755, folder),
  'a read-only file in a read-only folder': {
    make: (project) => {
      chmodSync(file(project), 0o444);
      chmodSync(folder(project), 0o555);
    },
    undo: (project) => {
      chmodSync(folder(project), 0o755);
      chmodSync(file(project), 0o666);
    },
  },
  'a missing file': instead(() => undefined),
  'a vanished folder': { make: (project) => rmSync(folder(project), { recursive: true }) },
  'a file where the folder was': {
    make: (project) => {
      rmSync(folder(project), { recursive: true });
      writeFileSync(folder(project), 'x');
    },
  },
  'a folder in its place': instead((path) => mkdirSync(path)),
  'a FIFO in its place': instead((path) => void execFileSync('mkfifo', [path])),
  'a device in its place': instead((path) => symlinkSync('/dev/full', path)),
  'an endless device in its place': instead((path) => symlinkSync('/dev/zero', path)),
  'a broken link': instead((path) => symlinkSync('nowhere/at/all.db', path)),
  'a link to itself': instead((path) => symlinkSync(path, path)),
  'an empty file': instead((path) => writeFileSync(path, '')),
  'a text file': instead((path) => writeFileSync(path, 'Dear diary,\n'.repeat(400))),
  'one byte': instead((path) => writeFileSync(path, 'S')),
  'the first half of a header': instead((path) => writeFileSync(path, 'SQLite format 3\0')),
};

/** Gives each fault to each command. */
export async function faultRounds(template: string, work: string): Promise<FaultReport> {
  const outcomes: Record<string, Record<string, string>> = {};
  const wrong: string[] = [];
  for (const [what, fault] of Object.entries(FAULTS)) {
    const codes: Record<string, string> = (outcomes[what] = {});
    for (const [name, command] of Object.entries(COMMANDS)) {
      const project = freshCopy(template, work);
      let before = pictureOf(work);
      fault.make(project);
      if (fault.undo === undefined) before = pictureOf(work);
      const { runtime } = makeRuntime(work);
      const failure = await outcome(() => command(project, runtime));
      fault.undo?.(project);
      codes[name] = failure ?? 'done';
      if (failure === undefined) continue;
      if (failure.startsWith('untyped')) wrong.push(`${what}, ${name}: ${failure}`);
      // The backup that baseline begins with is a whole one.
      const differing = differences(before, pictureOf(work)).filter(
        (path) => name !== 'baseline' || !path.endsWith('.backup'),
      );
      if (differing.length > 0)
        wrong.push(`${what}, ${name} failed with ${failure} and left ${differing.join(', ')}`);
    }
  }
  return { outcomes, wrong };
}
