// `npm run bench [TOPIC…]`: builds, installs the peers, runs each beside this project, and writes docs/performance.md.
import path from 'node:path';
import { ensureInstalled } from './lib/install.mjs';
import { root, runNode } from './lib/project.ts';

ensureInstalled(path.join(root, 'bench', 'peers'), 'the programs to compare with');
const built = await runNode(['scripts/build.ts']);
process.exitCode = built === 0 ? await runNode(['bench/run.ts', ...process.argv.slice(2)]) : built;
