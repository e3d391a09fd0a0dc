// Builds dist/: the two bundles (extension, command line), the small executables and the type markers.
// `node esbuild.mjs [--watch]`; scripts/build.ts adds the library.
import { build, context } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { lazyBuiltins } from './scripts/lib/lazyBuiltins.mjs';
import { buildTwoParts } from './scripts/lib/twoParts.mjs';

const root = import.meta.dirname;
const dist = path.join(root, 'dist');

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
  minify: !process.argv.includes('--watch'),
};

const extension = {
  ...common,
  entryPoints: [path.join(root, 'src/extension.ts')],
  outfile: path.join(dist, 'extension.js'),
  target: 'node22',
  external: ['vscode'],
  // The UMD form of a package hides its files from the bundler.
  mainFields: ['module', 'main'],
};

const commandLine = {
  ...common,
  entryPoints: [path.join(root, 'src/cli/main.ts')],
  outfile: path.join(dist, 'cli.js'),
  // Old syntax only, so that an old Node can parse the file and reach the check at its top.
  target: 'node12.22',
  banner: { js: `#!/usr/bin/env node\n${NODE_CHECK}` },
  plugins: [lazyBuiltins],
};

/** What `status` and `run` load; everything else is in the second file of the command line. */
const EARLY = [
  'src/cli/main.ts',
  'src/cli/host.ts',
  'src/cli/program.ts',
  'src/core/project/discover.ts',
  'src/core/backend/projectStatus.ts',
  'src/core/backend/runProject.ts',
  'src/core/migration/run.ts',
];

/** What only some projects need. */
const LATE = [
  'src/core/migration/desiredSchema.ts',
  'src/core/project/toml.ts',
  'src/core/schema/desired/desired.ts',
];

if (process.argv.includes('--watch')) {
  for (const options of [extension, commandLine]) {
    const watching = await context({ ...options, logLevel: 'info' });
    await watching.watch();
  }
} else {
  await buildAll();
}

async function buildAll() {
  fs.rmSync(dist, { recursive: true, force: true });
  try {
    const [extensionResult, commandLineResults] = await Promise.all([
      build(extension),
      buildTwoParts({ ...commandLine, root, early: EARLY, late: LATE, restName: 'cli-rest.js' }),
    ]);
    finish(extensionResult);
    commandLineResults.forEach(finish);
    forbidEngineIn(extensionResult.metafile);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  writeExecutables();
  copyPrebuild();
}

/** Warnings (an empty import.meta in a bundle, say) are mistakes here; sizes are printed to be watched. */
function finish({ warnings, metafile }) {
  for (const { text, location } of warnings) {
    const place = location === null ? '' : `${location.file}:${location.line}:${location.column}: `;
    throw new Error(`${place}error: ${text}`);
  }
  for (const [file, { bytes, inputs }] of Object.entries(metafile.outputs)) {
    const count = Object.keys(inputs).length;
    console.log(`${file}  ${(bytes / 1024).toFixed(0)} KB from ${count} files`);
  }
}

/** The extension host talks to the engine process; SQLite and core values in its bundle are a mistake. */
function forbidEngineIn(metafile) {
  const stray = Object.values(metafile.outputs).flatMap(({ inputs, imports }) => [
    ...Object.entries(inputs)
      // A file of which only types are used contributes no bytes.
      .filter(([file, { bytesInOutput }]) => bytesInOutput > 0 && isEngine(file))
      .map(([file]) => file),
    ...imports.map((imported) => imported.path).filter((name) => name === 'node:sqlite'),
  ]);
  if (stray.length > 0) {
    throw new Error(`dist/extension.js must not contain the engine:\n  ${stray.join('\n  ')}`);
  }
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
  fs.chmodSync(path.join(dist, 'cli.js'), 0o755);
  // The package is ESM, the bundles are not.
  fs.writeFileSync(path.join(dist, 'package.json'), '{ "type": "commonjs" }\n');
  fs.mkdirSync(path.join(dist, 'bin'), { recursive: true });
  for (const command of COMPAT) {
    const file = path.join(dist, 'bin', `fastmigrate_${command}.js`);
    const text = `#!/usr/bin/env node\nprocess.argv.splice(2, 0, 'compat:${command}');\nrequire('../cli.js');\n`;
    fs.writeFileSync(file, text, { mode: 0o755 });
  }
}

/** dist/cli.js looks for SQLite's addon in ../prebuilds; a checkout needs only the one of this platform. */
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
}
