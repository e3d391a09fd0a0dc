import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase } from '../../../src/core/database/version.ts';
import type { Edit, Finding } from '../../../src/core/lint/finding.ts';
import { lintScript } from '../../../src/core/lint/lintScript.ts';
import type { LintOptions } from '../../../src/core/lint/lintScript.ts';
import { lintedScript } from '../../../src/core/lint/lintedScript.ts';
import { Scratch } from '../../../src/core/lint/scratch.ts';
import { execute } from '../../support/database.ts';
import { temporaryFolder } from '../../support/project.ts';
import { readFileSync } from 'node:fs';

let folder: string | undefined;

export interface Linted {
  readonly before?: string;
  readonly script: string;
}

/** The findings in a script that runs on a database made by `before`. */
export function findingsIn(
  { before = '', script }: Linted,
  options: LintOptions & { readonly target?: string } = {},
): readonly Finding[] {
  folder ??= temporaryFolder();
  const own = mkdtempSync(join(folder, 'lint-'));
  mkdirSync(join(own, 'scratch'));
  const database = join(own, 'before.db');
  createDatabase(database);
  execute(database, before);
  const scratch = new Scratch(join(own, 'scratch'), { convention: 'fastmigrate' });
  scratch.put({ kind: 'image', image: readFileSync(database) });
  const { target, ...others } = options;
  const walk = scratch.walk(script);
  const project = {
    convention: 'fastmigrate' as const,
    ...(target === undefined ? {} : { target }),
  };
  return lintScript(lintedScript(walk, project), others);
}

/** As `findingsIn`, with the codes only. */
export function codesIn(
  linted: Linted,
  options: LintOptions & { readonly target?: string } = {},
): readonly string[] {
  return findingsIn(linted, options).map(({ code }) => code);
}

/** A text with edits made. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { start, end, text: by } of edits.toSorted((a, b) => b.start - a.start))
    result = result.slice(0, start) + by + result.slice(end);
  return result;
}
