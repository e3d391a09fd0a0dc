// Builds dist/: the bundles (extension, with what it loads later, and command line), the small executables and the type markers.
// `node esbuild.mjs [--watch | --into=FOLDER]`; scripts/build.ts adds the library and puts all in its place.
import { build, context } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { lazyBuiltins } from './scripts/lib/lazyBuiltins.mjs';
import { putInPlace } from './scripts/lib/putInPlace.mjs';
import { removeLeft } from './scripts/lib/removeLeft.mjs';
import { sqliteAddon } from './scripts/lib/sqliteAddon.mjs';
import { buildTwoParts } from './scripts/lib/twoParts.mjs';

const root = import.meta.dirname;
const dist = path.join(root, 'dist');
const watches = process.argv.includes('--watch');
const [, into] = /^--into=(.*)$/.exec(process.argv[2] ?? '') ?? [];
/** Where the files are made. A command that starts meanwhile finds those of the last build. */
const made = into ?? (watches ? dist : `${dist}.${process.pid}.partial`);

/** The executables of the Python package, which the command line knows as `compat:NAME`. */
const COMPAT = ['create_db', 'check_version', 'backup_db', 'run_migrations', 'enroll_db'];

// better-sqlite3 crashes the process, without a message, on a Node older than this one.
const NODE_CHECK = `(function () {
  var version = process.versions.node.split('.').map(Number);
  if (version[0] > 22 || (version[0] === 22 && version[1] >= 14)) return;
  process.stderr.write('fastmigrate needs Node 22.14 or newer; this is Node ' + process.versions.node + '\\n');
  process.exit(1);
})();`;

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  charset: 'utf8',
  metafile: true,
  logLevel: 'silent',
  legalComments: 'none',
  // Half the size, and less to read at each start.
  minify: !watches,
};

/** Files that the extension loads when it first needs them, by `import()`. Each becomes a file beside it. */
const LAZY = ['src/engine/rpc.ts', 'src/tasks/tasksJson.ts'].map((file) => path.join(root, file));

const lazyFiles = {
  name: 'lazy files',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ kind, resolveDir, path: imported }) => {
      if (kind !== 'dynamic-import' || !LAZY.includes(path.resolve(resolveDir, imported))) return;
      return { path: `./${path.basename(imported, '.ts')}.js`, external: true };
    });
  },
};

/**
 * For each file that imports a module that is not bundled, esbuild makes a copy of all that the module exports. With some
 * forty files and the editor's whole interface, that was most of the time that the extension took to load. Through a
 * module in between there is one copy.
 */
const SHARED = {
  vscode: `export * from 'vscode';`,
  'node:path': `export { default } from 'node:path';`,
};

const sharedModules = {
  name: 'shared modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(vscode|node:path)$/ }, ({ path: name, namespace }) =>
      namespace === 'shared' ? { path: name, external: true } : { path: name, namespace: 'shared' },
    );
    onLoad({ filter: /./, namespace: 'shared' }, ({ path: name }) => ({ contents: SHARED[name] }));
  },
};

const extension = {
  ...common,
  entryPoints: [path.join(root, 'src/extension.ts'), ...LAZY],
  outdir: made,
  entryNames: '[name]',
  target: 'node22',
  // The UMD form of a package hides its files from the bundler.
  mainFields: ['module', 'main'],
  plugins: [sharedModules, lazyFiles],
  // The bundles are CommonJS, where `require` does it.
  supported: { 'dynamic-import': false },
};

/** What the extension may load: nothing that reads a disk while the editor waits. */
const IMPORTS = ['vscode', 'node:path', 'node:child_process', 'node:fs/promises'];

/** What is read at each start of the editor, in bytes. */
const EXTENSION_LIMIT = 150 * 1024;

const commandLine = {
  ...common,
  entryPoints: [path.join(root, 'src/cli/main.ts')],
  outfile: path.join(made, 'cli.js'),
  // Old syntax only, so that an old Node can parse the file and reach the check at its top.
  target: 'node12.22',
  banner: { js: `#!/usr/bin/env node\n${NODE_CHECK}` },
  plugins: [lazyBuiltins, sqliteAddon],
};

/**
 * What `status`, `run` and `backup` load, with the processes that help this one; everything else is in the second file of
 * the command line.
 */
const EARLY = [
  'src/cli/main.ts',
  'src/cli/sideWork.ts',
  'src/cli/host.ts',
  'src/cli/program.ts',
  'src/core/project/discover.ts',
  'src/core/backend/projectStatus.ts',
  'src/core/backend/runProject.ts',
  'src/core/migration/run.ts',
];

/** What only some projects need, or what only few runs come to. */
const LATE = [
  'src/cli/approve.ts',
  'src/cli/configAbove.ts',
  'src/cli/nextStep.ts',
  'src/core/rareFailureText.ts',
  'src/core/backup/damaged.ts',
  'src/core/database/copyInto.ts',
  'src/core/database/logFile.ts',
  'src/core/database/orphanedLog.ts',
  'src/core/database/pageComparison.ts',
  'src/core/database/replacePages.ts',
  'src/core/database/temporaryFolder.ts',
  'src/core/migration/desiredSchema.ts',
  'src/core/migration/resolution.ts',
  'src/core/project/toml.ts',
  'src/core/schema/desired/desired.ts',
];

if (watches) {
  for (const options of [extension, commandLine]) {
    const watching = await context({ ...options, logLevel: 'info' });
    await watching.watch();
  }
} else {
  await buildAll();
}

async function buildAll() {
  try {
    const [extensionResult, commandLineResults] = await Promise.all([
      build(extension),
      buildTwoParts({ ...commandLine, root, early: EARLY, late: LATE, restName: 'cli-rest.js' }),
    ]);
    finish(extensionResult);
    commandLineResults.forEach(finish);
    forbidEngineIn(extensionResult.metafile);
    checkImportsOf(extensionResult.metafile);
    limitExtension(extensionResult.metafile);
    writeExecutables();
    copyPrebuild();
    if (into === undefined) putInPlace(made, dist);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    if (into === undefined) fs.rmSync(made, { recursive: true, force: true });
  }
}

/** Warnings (an empty import.meta in a bundle, say) are mistakes here; sizes are printed to be watched. */
function finish({ warnings, metafile }) {
  for (const { text, location } of warnings) {
    const place = location === null ? '' : `${location.file}:${location.line}:${location.column}: `;
    throw new Error(`${place}error: ${text}`);
  }
  for (const [file, { bytes, inputs }] of Object.entries(metafile.outputs)) {
    const count = Object.keys(inputs).length;
    const name = path.join('dist', path.relative(made, path.join(root, file)));
    console.log(`${name}  ${(bytes / 1024).toFixed(0)} KB from ${count} files`);
  }
}

function outputOf(outputs, name) {
  return outputs[path.relative(root, path.join(made, name)).replaceAll('\\', '/')];
}

/** What is not needed at activation goes into a lazy file. */
function limitExtension({ outputs }) {
  const { bytes } = outputOf(outputs, 'extension.js');
  if (bytes <= EXTENSION_LIMIT) return;
  throw new Error(
    `dist/extension.js has ${bytes} bytes, and at most ${EXTENSION_LIMIT} are allowed`,
  );
}

/** The extension host talks to the engine process; SQLite and core values in its bundle are a mistake. */
function forbidEngineIn(metafile) {
  const stray = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      // A file of which only types are used contributes no bytes.
      .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && isEngine(file))
      .map(([file]) => file),
  );
  if (stray.length > 0) {
    throw new Error(`the extension must not contain the engine:\n  ${stray.join('\n  ')}`);
  }
}

/** The linter looks at the project's own files; packages that are read at each start are held to the same. */
function checkImportsOf({ outputs }) {
  const lazy = LAZY.map((file) => `./${path.basename(file, '.ts')}.js`);
  const stray = outputOf(outputs, 'extension.js')
    .imports.map((imported) => imported.path)
    .filter((name) => !IMPORTS.includes(name) && !lazy.includes(name));
  if (stray.length > 0) throw new Error(`the extension must not load ${stray.join(', ')}`);
}

function isEngine(file) {
  return (
    file.startsWith('src/core/') ||
    file.startsWith('src/cli/') ||
    file === 'src/engine/server.ts' ||
    file.includes('node_modules/better-sqlite3/')
  );
}

function writeExecutables() {
  fs.chmodSync(path.join(made, 'cli.js'), 0o755);
  // The package is ESM, the bundles are not.
  fs.writeFileSync(path.join(made, 'package.json'), '{ "type": "commonjs" }\n');
  fs.mkdirSync(path.join(made, 'bin'), { recursive: true });
  for (const command of COMPAT) {
    const file = path.join(made, 'bin', `fastmigrate_${command}.js`);
    // As if the command line had been started, which starts itself anew for the copy of a large database.
    const text = `#!/usr/bin/env node\nprocess.argv.splice(1, 1, require.resolve('../cli.js'), 'compat:${command}');\nrequire(process.argv[1]);\n`;
    fs.writeFileSync(file, text, { mode: 0o755 });
  }
}

/** dist/cli.js looks for SQLite's addon in ../prebuilds first; a checkout needs only the one of this platform. */
function copyPrebuild() {
  const source = path.join(root, 'node_modules/better-sqlite3/prebuilds');
  const target = path.join(root, 'prebuilds');
  fs.mkdirSync(target, { recursive: true });
  for (const name of fs.readdirSync(source)) {
    const [platform, arch] = path.basename(name, '.node').replace('linuxmusl', 'linux').split('-');
    if (platform !== process.platform || arch !== process.arch) continue;
    // Written beside and renamed: a running engine may have the old file mapped.
    const partial = path.join(target, `${name}.${process.pid}.partial`);
    fs.copyFileSync(path.join(source, name), partial);
    fs.renameSync(partial, path.join(target, name));
  }
  removeLeft(target, '');
}
