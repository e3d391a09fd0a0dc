import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MigrateError } from '../../../src/core/errors.ts';
import type { Failure } from '../../../src/core/errors.ts';
import { loadDesired } from '../../../src/core/schema/desired/desired.ts';
import type { DesiredOptions, DesiredSchema } from '../../../src/core/schema/desired/desired.ts';
import { temporaryFolder } from '../../support/project.ts';

/** The command line, run from source by the Node that runs the tests. */
export const NODE = {
  execPath: process.execPath,
  entry: resolve(import.meta.dirname, '../../../src/cli/main.ts'),
  electron: false,
  readsTypeScript: true,
};

/** A folder with files, and what loads a schema from one of them. */
export function sources(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly folder: string;
  readonly load: (name: string, options?: Partial<DesiredOptions>) => DesiredSchema;
  readonly failure: (name: string, options?: Partial<DesiredOptions>) => Failure;
} {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const load = (name: string, options: Partial<DesiredOptions> = {}): DesiredSchema =>
    loadDesired(name.startsWith('!') ? name : join(folder, name), {
      root: folder,
      env: process.env,
      python: 'python3',
      shell: 'sh',
      node: NODE,
      ...options,
    });
  const failure = (name: string, options: Partial<DesiredOptions> = {}): Failure => {
    try {
      load(name, options);
    } catch (error) {
      if (error instanceof MigrateError) return error.failure;
      throw error;
    }
    throw new Error(`${name} was loaded`);
  };
  return { folder, load, failure };
}

/** Names of all objects, by kind. */
export function names({ schema }: DesiredSchema): readonly string[] {
  const { tables, virtualTables, indexes, views, triggers } = schema;
  return [tables, virtualTables, indexes, views, triggers].flat().map(({ name }) => name);
}
