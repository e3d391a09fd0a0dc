// `npm run build`: dist/ with the bundles, and dist/lib with the library as modules and declarations.
import fs from 'node:fs';
import path from 'node:path';
import { root, runNode, tools } from './lib/project.ts';

process.exitCode = await build();

async function build(): Promise<number> {
  const bundled = await runNode(['esbuild.mjs']);
  if (bundled !== 0) return bundled;
  const code = await runNode([tools.tsc, '-p', 'tsconfig.lib.json']);
  if (code === 0) writeLibraryEntries(path.join(root, 'dist', 'lib'));
  return code;
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
