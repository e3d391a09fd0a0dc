import { MigrateError } from '../../core/errors.ts';
import { callProject } from './call.ts';
import type { Call, Executable } from './call.ts';
import { createParser } from './parsers.ts';

/** `fastmigrate_create_db`. */
export const createExecutable: Executable = { parser: createParser, run };

async function run(call: Call): Promise<0 | 1> {
  const { terminal, paths } = call;
  const { createDatabase } = await import('../../core/database/version.ts');
  terminal.out(`Creating database at ${paths.db}\n`);
  if (paths.given === ':memory:') {
    // It names no file, so there would be nothing to migrate afterwards.
    terminal.out('Unexpected error: Database file does not exist: :memory:\n');
    return 1;
  }
  try {
    const { version, created } = createDatabase(callProject(call, false).database);
    terminal.out(
      created
        ? `Created new versioned SQLite database with version=${version} at: ${paths.db}\n`
        : `A versioned database (version: ${version}) already exists at: ${paths.db}\n`,
    );
    return 0;
  } catch (error) {
    if (!(error instanceof MigrateError)) throw error;
    if (error.failure.code === 'unversioned')
      terminal.out(
        `An unversioned db already exists at ${paths.db}, or there was some other write error.\n` +
          'Error: _meta table does not exist\n',
      );
    else terminal.out(`Error: ${error.message}\n`);
    return 1;
  }
}
