import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

// Plain JavaScript for any Node >= 18, with no dependency: it runs before anything is installed.

/** Settings of an outer npm that say where packages come from; the rest of its environment stays behind. */
const KEPT =
  /^npm_config_(cache|registry|userconfig|globalconfig|https?_proxy|proxy|noproxy|cafile)$/i;

/** The environment without what an outer `npm run` adds, which an inner npm would take for its own settings. */
export function cleanEnv(env = process.env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_/i.test(name) || KEPT.test(name)),
  );
}

/** Installs the locked packages of a folder, unless exactly these are there. Throws with what to do. */
export function ensureInstalled(folder, label) {
  if (isInstalled(folder)) return;
  console.error(`Installing ${label} …`);
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, ...rest] = npmCommand();
  const result = spawnSync(command, [...rest, ...args], {
    cwd: folder,
    env: cleanEnv(),
    stdio: ['ignore', 2, 2],
    shell: command.endsWith('.cmd'),
  });
  if (result.status === 0) return;
  throw new Error(
    `npm ci failed in ${folder}. Check that npm reaches its registry (npm ping), then try again`,
  );
}

/** Whether the packages in node_modules are those of the lock file. npm keeps its own record of what it installed. */
function isInstalled(folder) {
  const record = path.join(folder, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(record)) return false;
  const wanted = readPackages(path.join(folder, 'package-lock.json'));
  const present = readPackages(record);
  return Object.entries(wanted).every(([place, entry]) => {
    if (!place.startsWith('node_modules/')) return true;
    // Packages for other platforms are in the lock file only.
    if (present[place] === undefined) return entry.optional === true;
    return present[place].version === entry.version;
  });
}

function readPackages(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}

/** The npm that runs us, with the Node that runs it: replacing node_modules must not remove the running program. */
function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  if (script !== undefined && path.basename(script) === 'npm-cli.js') {
    return [node ?? process.execPath, script];
  }
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}
