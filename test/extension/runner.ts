import path from 'node:path';
import Mocha from 'mocha';

/** Called by VS Code in the extension host. Runs the suite that FASTMIGRATE_SUITE names; rejects when a test failed. */
export async function run(): Promise<void> {
  const { FASTMIGRATE_SUITE: suite, FASTMIGRATE_ROOT: root } = process.env;
  if (suite === undefined || root === undefined) throw new Error('no suite to run');
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    forbidOnly: true,
    forbidPending: true,
    reporter: path.join(root, 'test', 'countingReporter.cjs'),
  });
  mocha.addFile(suite);
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
