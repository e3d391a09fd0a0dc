import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { MigrateError } from '../errors.ts';
import { fileErrorCode } from './failure.ts';

/**
 * Makes a folder in the system's folder for temporary files, which nobody else can look into. Throws `disk-full`, or
 * `io` where there is no such folder or nothing can be made in it.
 */
export function makeTemporaryFolder(prefix = 'fastmigrate-'): string {
  try {
    return mkdtempSync(join(tmpdir(), prefix));
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
