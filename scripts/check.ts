// `npm run check`: types, lint rules (the layers among them) and formatting. All three run, so that one look is enough.
import { runNode, tools } from './lib/project.ts';

const CHECKS = [
  ['types', tools.tsc, '-p', '.'],
  ['lint', tools.oxlint, '--type-aware', '--deny-warnings'],
  ['format', tools.oxfmt, '--check'],
] as const;

const results = await Promise.all(
  CHECKS.map(async ([name, ...command]) => ({ name, code: await runNode(command) })),
);
const failed = results.filter(({ code }) => code !== 0).map(({ name }) => name);
console.log(failed.length === 0 ? 'check: all well' : `check failed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
