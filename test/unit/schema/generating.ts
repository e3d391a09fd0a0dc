import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateMigration } from '../../../src/core/generate/generate.ts';
import type { GenerateOptions } from '../../../src/core/generate/generate.ts';
import { execute } from '../../support/database.ts';
import { makeProject } from '../../support/project.ts';
import type { Made, ProjectParts } from '../../support/project.ts';

/** The schema that the database has. */
export const FIRST = `CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT NOT NULL);
CREATE TABLE book (id INTEGER PRIMARY KEY, shelf INTEGER REFERENCES shelf (id) ON DELETE CASCADE, title TEXT, notes TEXT);
CREATE INDEX by_title ON book (title);
CREATE TRIGGER stamp AFTER INSERT ON book BEGIN UPDATE shelf SET place = place WHERE id = new.shelf; END;
`;

const ROWS = `INSERT INTO shelf VALUES (1, 'hall'), (2, 'attic');
INSERT INTO book VALUES (1, 1, 'a', 'first'), (2, 1, 'b', NULL), (7, 2, NULL, 'third');`;

/** A project whose schema is to become another one. */
interface Wanted extends Made {
  /** Replaces the desired schema. */
  want(sql: string): void;
  generate(options?: GenerateOptions): ReturnType<typeof generateMigration>;
}

/** A project at version 1 with rows, and a desired schema beside it. */
export async function makeWanted(desired: string, parts: ProjectParts = {}): Promise<Wanted> {
  const made = makeProject({ scripts: { '0001-initial.sql': FIRST }, ...parts });
  const schema = join(made.folder, 'schema.sql');
  const project = { ...made.project, schema };
  writeFileSync(schema, desired);
  if (parts.database !== 'none') {
    const { error } = await made.run();
    assert.equal(error, undefined);
    execute(made.database, ROWS);
  }
  return {
    ...made,
    project,
    want: (sql) => writeFileSync(schema, sql),
    generate: (options = {}) => generateMigration(project, options, made.runtime),
  };
}

/** The first schema with parts of its text replaced. */
export function changed(...replacements: readonly (readonly [string, string])[]): string {
  let sql = FIRST;
  for (const [from, to] of replacements) {
    assert.ok(sql.includes(from), from);
    sql = sql.replace(from, to);
  }
  return sql;
}

/** What a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail('it should have failed');
}
