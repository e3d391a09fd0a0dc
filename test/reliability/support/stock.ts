import { spawnSync } from 'node:child_process';

/** What the stock program came to. */
export interface StockEnd {
  readonly ok: boolean;
  readonly message: string;
}

/** Runs a script with the `sqlite3` program, which must be installed; it stops at the first error. */
export function stock(database: string, script: string): StockEnd {
  // Settings of the person who runs the tests must not count.
  const { status, stderr, error } = spawnSync('sqlite3', ['-bail', '-batch', database], {
    input: script,
    encoding: 'utf8',
    env: { ...process.env, HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' },
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw new Error(`sqlite3 is needed for this test: ${error.message}`);
  return { ok: status === 0, message: stderr.trim() };
}

/** As `stock`, in one transaction. A script without a last semicolon gets one, right after its last character. */
export function stockTogether(database: string, script: string): StockEnd {
  return stock(database, `BEGIN IMMEDIATE;\n${script};\nCOMMIT;\n`);
}
