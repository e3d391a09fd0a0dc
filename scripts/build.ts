// `npm run build`: dist/ with the bundles, and dist/lib with the library as modules and declarations.
import fs from 'node:fs';
import path from 'node:path';
import { root, runNode, tools } from './lib/project.ts';
import { putInPlace } from './lib/putInPlace.mjs';

process.exitCode = await build();

/** All is made aside, so that a command that starts meanwhile finds the files of the last build. */
async function build(): Promise<number> {
  const dist = path.join(root, 'dist');
  const made = `${dist}.${process.pid}.partial`;
  const library = path.join(made, 'lib');
  try {
    const bundled = await runNode(['esbuild.mjs', `--into=${made}`]);
    if (bundled !== 0) return bundled;
    const code = await runNode([tools.tsc, '-p', 'tsconfig.lib.json', '--outDir', library]);
    if (code !== 0) return code;
    writeLibraryEntries(library);
    putInPlace(made, dist);
    return 0;
  } finally {
    fs.rmSync(made, { recursive: true, force: true });
  }
}

/** better-sqlite3 crashes an old Node without a message, so the entry looks at the version first. */
function writeLibraryEntries(folder: string): void {
  // The entries look at the version of Node; a bundler may leave out any other module that nothing is used of.
  const manifest = { type: 'module', sideEffects: ['./*.js', './backends/*.js'] };
  fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  fs.writeFileSync(
    path.join(folder, 'nodeVersion.js'),
    `const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 14)) {
  throw new Error(\`fastmigrate needs Node 22.14 or newer; this is Node \${process.versions.node}\`);
}
`,
  );
  for (const [entry, file] of [
    ['index.js', './library.js'],
    ['schemaAdapters.js', './schema/adapters.js'],
  ] as const)
    fs.writeFileSync(
      path.join(folder, entry),
      `import './nodeVersion.js';\nexport * from '${file}';\n`,
    );
}
