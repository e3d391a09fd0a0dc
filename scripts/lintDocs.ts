// Writes docs/lint from the rules: `node scripts/lintDocs.ts`. A test fails while they differ.
import fs from 'node:fs';
import path from 'node:path';
import { lintPages } from './lib/lintPages.ts';
import { root } from './lib/project.ts';

const folder = path.join(root, 'docs', 'lint');
fs.rmSync(folder, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
for (const [name, text] of lintPages()) fs.writeFileSync(path.join(folder, name), text);
