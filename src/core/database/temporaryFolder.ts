import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, sep } from 'node:path';
import { MigrateError } from '../errors.ts';
import { fileErrorCode } from './failure.ts';
import { isAlive } from './livingProcess.ts';

// The process that made it, 0 for an unknown one, and among which processes it has that number. Rehearsals look after
// theirs themselves.
const NAME = /^fastmigrate-(?:copy|proof)-([1-9]\d*)-([0-9a-z]+)_/;

/**
 * Makes a folder in the system's folder for temporary files, which nobody else can look into, and removes those of
 * processes that were killed. `owner` is the number of this process, which Linux tells. `beforeMade`
 * hears of the path. Throws `disk-full`, or `io` where there is no such folder or nothing can be made in it.
 */
export function makeTemporaryFolder(
  purpose: 'copy' | 'proof' | 'rehearsal' = 'copy',
  owner: number | string = linuxFact(() => readlinkSync('/proc/self')),
  beforeMade: (path: string) => void = () => {},
): string {
  removeLeftFolders();
  const mark = randomBytes(8).toString('hex');
  const folder = join(tmpdir(), `fastmigrate-${purpose}-${owner}-${placeOfProcesses()}_${mark}`);
  beforeMade(folder);
  try {
    mkdirSync(folder, { mode: 0o700 });
    return folder;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const [path, options] = [tmpdir(), { cause: error }];
    const code = fileErrorCode(error);
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new MigrateError({ code: 'disk-full', path, reason: error.message }, options);
    const variable = sep === '\\' ? 'TEMP' : 'TMPDIR';
    const reason = `no temporary file can be made there: ${error.message}. Name another folder with the environment variable ${variable}`;
    throw new MigrateError({ code: 'io', path, reason }, options);
  }
}

/** Removes such a folder. What cannot be removed stays: what it was for is done. */
export function removeTemporaryFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** Removes the folders of processes that are gone. What cannot be removed stays. `names`: what is there, where that is known. */
export function removeLeftFolders(names?: readonly string[]): void {
  try {
    for (const name of names ?? readdirSync(tmpdir())) {
      const [, owner, place] = NAME.exec(name) ?? [];
      if (owner === undefined || place !== placeOfProcesses() || isAlive(Number(owner))) continue;
      const folder = join(tmpdir(), name);
      const stats = lstatSync(folder, { throwIfNoEntry: false });
      if (stats !== undefined && isOwnFolder(stats)) removeTemporaryFolder(folder);
    }
  } catch {
    // A folder for temporary files that cannot be listed has nothing for us to remove.
  }
}

/** Somebody else's folder is not ours to remove, and a link may lead anywhere. */
export function isOwnFolder(stats: Stats): boolean {
  const own = userInfo().uid;
  // Windows has no such numbers; there the folder for temporary files is the person's own.
  return stats.isDirectory() && (own === -1 || own === stats.uid);
}

let place: string | undefined;

/**
 * Names the processes among which a number is one process: those of this start of the system, and of this container.
 * Others may share the folder for temporary files, and their processes are not to be seen from here.
 */
function placeOfProcesses(): string {
  place ??= `${linuxFact(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8))}${linuxFact(() => readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, ''))}`;
  return place;
}

function linuxFact(read: () => string): string {
  try {
    return read();
  } catch {
    // Other systems have neither.
    return '0';
  }
}
