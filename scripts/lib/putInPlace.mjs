// Puts what a build has made in the place of what the last one made, while commands may be starting there.
import fs from 'node:fs';
import path from 'node:path';
import { removeLeft } from './removeLeft.mjs';

/** The second file of the command line, which a running program may come to need after a build. */
const REST = 'cli-rest.js';
/** Such files of earlier builds, by the names of these. */
const BEFORE = 'before';
/** Milliseconds after which no program runs any more that began before a build. */
const KEPT = 24 * 60 * 60_000;

/**
 * Moves all files of `made` to `dist`, one after the other, so that each is there at any time, the old one or the new.
 * What `dist` has besides is removed, and so is what builds that were killed have made.
 */
export function putInPlace(made, dist) {
  fs.mkdirSync(path.join(dist, BEFORE), { recursive: true });
  keepRest(dist);
  const files = filesIn(made);
  // Where the first file of a program is new, so is what it loads.
  const entries = files.filter((file) => path.basename(file) === 'cli.js');
  for (const file of [...files.filter((each) => !entries.includes(each)), ...entries]) {
    fs.mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
    fs.renameSync(path.join(made, file), path.join(dist, file));
  }
  removeOthers(dist, new Set(files));
  removeLeft(path.dirname(dist), `${path.basename(dist)}.`);
}

/** The programs that run now may come to need it. */
function keepRest(dist) {
  const rest = path.join(dist, REST);
  if (!fs.existsSync(rest)) return;
  const [, build] = /\/\/ build ([0-9a-f]+)\s*$/.exec(fs.readFileSync(rest, 'utf8')) ?? [];
  if (build === undefined) return;
  const kept = path.join(dist, BEFORE, `${build}.js`);
  fs.copyFileSync(rest, `${kept}.partial`);
  fs.renameSync(`${kept}.partial`, kept);
}

function removeOthers(dist, files) {
  for (const file of filesIn(dist)) {
    const at = path.join(dist, file);
    const old = Date.now() - fs.statSync(at).mtimeMs > KEPT;
    if (path.dirname(file) === BEFORE ? old : !files.has(file)) fs.rmSync(at, { force: true });
  }
  for (const folder of foldersIn(dist))
    if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}

function filesIn(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/** The innermost first. */
function foldersIn(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted((a, b) => b.length - a.length);
}
