import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { rehearse } from '../../../src/core/rehearse/rehearse.ts';
import type { RehearsalOptions } from '../../../src/core/rehearse/rehearse.ts';
import type { RehearsalReport } from '../../../src/core/rehearse/report.ts';
import { pictureOf } from '../../support/files.ts';
import { makeProject } from '../../support/project.ts';
import type { Made, ProjectParts } from '../../support/project.ts';

/** The script that is applied. */
export const FIRST = `CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE book (id INTEGER PRIMARY KEY, author INTEGER REFERENCES author (id) ON DELETE CASCADE);
INSERT INTO author VALUES (1, 'a'), (2, 'b');
INSERT INTO book VALUES (1, 1), (2, 1), (3, 2);`;

/** A project at version 1 with two authors and three books; `scripts` are pending. */
export async function library(
  scripts: Readonly<Record<string, string>>,
  parts: ProjectParts = {},
): Promise<Made> {
  const made = makeProject({ ...parts, scripts: { '0001-first.sql': FIRST } });
  assert.equal((await made.run()).ok, true);
  made.add(scripts);
  return made;
}

/** Rehearses, and holds the folder of the project to being what it was. */
export async function rehearsed(
  made: Made,
  options: RehearsalOptions = {},
): Promise<RehearsalReport> {
  const before = contentOf(made.folder);
  const report = await rehearse(made.project, options, made.runtime);
  assert.deepEqual(contentOf(made.folder), before);
  assert.deepEqual(foldersOfThis(), []);
  return report;
}

/** The index of a log in use is the memory that its readers and writers share; reading leaves a mark in it. */
function contentOf(folder: string): unknown {
  return Object.entries(pictureOf(folder)).map(([name, picture]) =>
    name.endsWith('-shm') ? [name] : [name, picture],
  );
}

function foldersOfThis(): string[] {
  return readdirSync(tmpdir()).filter((name) =>
    name.startsWith(`fastmigrate-rehearsal-${process.pid}-`),
  );
}

/** `file result` of each migration. */
export function outcomes({ migrations }: RehearsalReport): string[] {
  return migrations.map(({ file, result }) => `${file} ${result}`);
}
