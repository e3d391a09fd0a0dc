// Runs the suites of test/extension, each in a window of its own: `node test/electron.ts [SUITE…]`.
// VSCODE_DESKTOP chooses a desktop VS Code: the path of its program, or `download`.
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { suites } from './extension/fixtures.ts';
import { isSupported } from './host/setup.ts';

const root = path.dirname(import.meta.dirname);
const bundles = path.join(root, 'dist-test');

const chosen = process.argv.slice(2);
const names = chosen.length > 0 ? chosen : Object.keys(suites);
checkNames();
await bundle();
const executable = await editor();
const tested = {
  vscodeExecutablePath: executable,
  extensionDevelopmentPath: root,
  extensionTestsPath: path.join(bundles, 'runner.cjs'),
};
let failed = 0;
for (const name of names) {
  console.log(`\n  In the editor: ${name}`);
  if ((await runSuite(name)) !== 0) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;

/** A test file without a fixture would never run, and nobody would notice. */
function checkNames(): void {
  const files = fs
    .readdirSync(path.join(root, 'test', 'extension'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.basename(file, '.test.ts'));
  for (const name of new Set([...files, ...names])) {
    if (suites[name] === undefined) throw new Error(`test/extension/fixtures.ts lacks ${name}`);
    if (!files.includes(name)) throw new Error(`test/extension/${name}.test.ts does not exist`);
  }
}

/** The extension host loads no TypeScript, so each suite becomes one file. */
async function bundle(): Promise<void> {
  await build({
    entryPoints: ['runner', ...names.map((name) => `${name}.test`)].map((name) =>
      path.join(root, 'test', 'extension', `${name}.ts`),
    ),
    outdir: bundles,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}

async function editor(): Promise<string> {
  const desktop = process.env['VSCODE_DESKTOP'];
  if (desktop === 'download') return downloadAndUnzipVSCode();
  if (desktop !== undefined) return desktop;
  if (isSupported()) return path.join(import.meta.dirname, 'host', 'code.ts');
  throw new Error(
    `npm has no VS Code server for ${process.platform}-${process.arch}. ` +
      'Set VSCODE_DESKTOP to the program of an installed VS Code, or to "download"',
  );
}

async function runSuite(name: string): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `fastmigrate-${name}-`));
  try {
    const workspace = path.join(folder, 'workspace');
    fs.mkdirSync(workspace);
    const fixture = await suites[name]?.(workspace);
    const profile = path.join(folder, 'profile');
    writeSettings(profile, fixture?.userSettings ?? {});
    const launchArgs = [
      ...(fixture?.open === undefined ? [] : [fixture.open]),
      `--user-data-dir=${profile}`,
      `--extensions-dir=${path.join(folder, 'extensions')}`,
    ];
    const suite = path.join(bundles, `${name}.test.cjs`);
    return await (fixture?.restricted === true ? runRestricted : run)(launchArgs, suite);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function writeSettings(profile: string, settings: Readonly<Record<string, unknown>>): void {
  const file = path.join(profile, 'User', 'settings.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const quiet = {
    'security.workspace.trust.startupPrompt': 'never',
    'telemetry.telemetryLevel': 'off',
  };
  fs.writeFileSync(file, JSON.stringify({ ...quiet, ...settings }));
}

async function run(launchArgs: string[], suite: string): Promise<number> {
  try {
    return await runTests({ ...tested, launchArgs, extensionTestsEnv: environment(suite) });
  } catch (error) {
    if (error instanceof TestRunFailedError) return 1;
    throw error;
  }
}

/** `runTests` always turns Workspace Trust off, so a window in Restricted Mode is started by hand. */
function runRestricted(launchArgs: string[], suite: string): Promise<number> {
  const args = [
    ...launchArgs,
    `--extensionDevelopmentPath=${tested.extensionDevelopmentPath}`,
    `--extensionTestsPath=${tested.extensionTestsPath}`,
    ...['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates'],
    ...['--skip-welcome', '--skip-release-notes'],
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, {
      stdio: 'inherit',
      env: { ...process.env, ...environment(suite) },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function environment(suite: string): Record<string, string> {
  const counts = countsFile(path.basename(suite, '.test.cjs'));
  return {
    FASTMIGRATE_SUITE: suite,
    FASTMIGRATE_ROOT: root,
    ...(counts === undefined ? {} : { MOCHA_COUNTS: counts }),
  };
}

/** Where the counts of one suite go. The file says "not ended" until the suite says otherwise. */
function countsFile(name: string): string | undefined {
  const folder = process.env['MOCHA_COUNTS_FOLDER'];
  if (folder === undefined) return undefined;
  const file = path.join(folder, `${name}.json`);
  fs.writeFileSync(
    file,
    JSON.stringify({ passed: 0, failed: 0, skipped: 0, ended: false, failures: [] }),
  );
  return file;
}
