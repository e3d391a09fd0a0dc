// `npm run package [-- TARGET…]`: a .vsix for each platform and a universal one, in dist-packages/.
import fs from 'node:fs';
import path from 'node:path';
import { root, runNode } from './lib/project.ts';
import { ADDONS, packageVsix } from './lib/vsix.ts';

const chosen = process.argv.slice(2);
const targets = chosen.length > 0 ? chosen : [...Object.keys(ADDONS), 'universal'];
const { version }: { version: string } = JSON.parse(
  fs.readFileSync(path.join(root, 'package.json'), 'utf8'),
);

process.exitCode = await runNode(['scripts/build.ts']);
if (process.exitCode === 0) {
  for (const target of targets) {
    const file = path.join(root, 'dist-packages', `fastmigrate-${version}-${target}.vsix`);
    packageVsix({ target, file });
    const megabytes = fs.statSync(file).size / 1024 / 1024;
    console.log(`${path.relative(root, file)}  ${megabytes.toFixed(2)} MB`);
  }
}
