// `npm run test:soak [NAME…]`: the long form of test/reliability and test/property, with what each test counted.
// NAMEs choose files, such as `kill`. FASTMIGRATE_SOAK is a factor on the number of rounds, FASTMIGRATE_SEED repeats a run.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readCounts } from './lib/counts.ts';
import { root, runNode, tools } from './lib/project.ts';

const SUITES = ['reliability', 'property'];
const names = process.argv.slice(2);

process.exitCode = (await runNode(['scripts/build.ts'])) === 0 ? await soak() : 1;

async function soak(): Promise<number> {
  let passed = 0;
  let failed = 0;
  for (const file of SUITES.flatMap(testFiles)) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-counts-'));
    const code = await runNode([tools.mocha, '--timeout', '3600000', file], {
      env: {
        FASTMIGRATE_SOAK: process.env['FASTMIGRATE_SOAK'] ?? '1',
        MOCHA_COUNTS: path.join(folder, 'counts.json'),
      },
    });
    const counts = readCounts(folder, code);
    fs.rmSync(folder, { recursive: true, force: true });
    passed += counts.passed;
    failed += counts.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

function testFiles(suite: string): string[] {
  const folder = path.join(root, 'test', suite);
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter(
      (name) => names.length === 0 || names.includes(path.basename(name).replace('.test.ts', '')),
    )
    .toSorted()
    .map((name) => path.join('test', suite, name));
}
