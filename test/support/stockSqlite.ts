import { spawnSync } from 'node:child_process';

const PYTHON = `
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
try:
    connection.executescript(sys.stdin.read())
except sqlite3.Error as error:
    sys.exit('Error: ' + str(error))
`;

/**
 * Runs a script in a database with an SQLite that is not ours, statement by statement, stopping at the first error:
 * the `sqlite3` program, or Python's module where there is no such program. Returns its error, or undefined.
 */
export function runStock(database: string, script: string): string | undefined {
  const input = `${script}\n`;
  // Settings of the person who runs the tests must not count.
  const env = { ...process.env, HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' };
  let result = spawnSync('sqlite3', ['-bail', '-batch', database], {
    input,
    encoding: 'utf8',
    env,
  });
  if (result.error !== undefined)
    result = spawnSync('python3', ['-c', PYTHON, database], { input, encoding: 'utf8' });
  if (result.error !== undefined) throw result.error;
  return result.status === 0 ? undefined : result.stderr;
}
