import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase } from '../../src/core/database/version.ts';
import type { FleetResult, FleetSummary } from '../../src/core/fleet/fleetReport.ts';
import { column } from '../support/database.ts';
import { temporaryFolder } from '../support/project.ts';
import { fastmigrateJson } from './command.ts';

/** What a command prints with `--json`. */
export type Document = FleetSummary & { readonly results: readonly FleetResult[] };

/** Scripts that work on any empty database. */
export const SCRIPTS = {
  '0001-shelf.sql': 'CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT);\n',
  '0002-book.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY, shelf INTEGER);\n',
};

/** A folder with scripts and databases at version 0, named `t001.db` and so on or as told. */
export function fleet(
  names: number | readonly string[],
  scripts: Readonly<Record<string, string>> = SCRIPTS,
): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'tenants'));
  writeScripts(folder, scripts);
  const empty = join(folder, 'empty.db');
  createDatabase(empty);
  const list =
    typeof names === 'number' ? Array.from({ length: names }, (_, index) => nameOf(index)) : names;
  for (const name of list) copyFileSync(empty, join(folder, 'tenants', name));
  return folder;
}

/** The name of the database with this index. */
export function nameOf(index: number): string {
  return `t${String(index).padStart(3, '0')}.db`;
}

/** Replaces the migrations folder. */
export function writeScripts(folder: string, scripts: Readonly<Record<string, string>>): void {
  rmSync(join(folder, 'migrations'), { recursive: true, force: true });
  mkdirSync(join(folder, 'migrations'));
  for (const [name, text] of Object.entries(scripts))
    writeFileSync(join(folder, 'migrations', name), text);
}

/** The version that a database of the fleet has. */
export function versionOf(folder: string, name: string): unknown {
  return column(join(folder, 'tenants', name), 'SELECT version FROM _meta')[0];
}

/** Runs a command with `--json`. */
export function ask(
  folder: string,
  args: readonly string[],
): { readonly code: number | null; readonly json: Document } {
  const { code, json } = fastmigrateJson(folder, args);
  return { code, json: json as Document };
}

/** All databases of the folder. */
export const ALL = ['--db', 'tenants/*.db'];
