// Entry of every npm script: `node scripts/run.mjs NAME [ARGUMENT…]` installs what is missing, then runs
// scripts/NAME.ts with the project's own Node, so that any Node >= 18 will do to begin with.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnv, ensureInstalled } from './lib/install.mjs';
import { projectNode } from './lib/projectNode.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);

try {
  ensureInstalled(root, 'packages');
  run(projectNode(root));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function run(node) {
  const env = cleanEnv();
  // Programs that start with `#!/usr/bin/env node` and tools in node_modules find the same Node.
  const tools = [path.dirname(node), path.join(root, 'node_modules', '.bin')];
  // Windows spells it `Path`.
  const pathName = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [...tools, env[pathName] ?? ''].join(path.delimiter);
  const child = spawn(node, [path.join(root, 'scripts', `${name}.ts`), ...args], {
    env,
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child too; it ends in its own time and this process takes over its exit code.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // npm starts us through a shell, and a shell that is ended does not tell.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500);
  child.on('exit', (code, signal) => {
    clearInterval(watch);
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
