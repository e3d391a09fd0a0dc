import type { Fix } from '../lint/finding.ts';
import type { Schema } from '../schema/model.ts';
import { MigrateError } from '../errors.ts';
import { errorOffset } from '../sql/errorOffset.ts';
import { foldName } from '../sql/identifier.ts';
import { splitStatements } from '../sql/split.ts';
import type { Statement } from '../sql/split.ts';
import { nextToken } from '../sql/token.ts';
import type { Ground } from './ground.ts';
import { NOTHING } from './knowledge.ts';
import { objectsIn } from './nameUse.ts';
import type { ScriptProblem } from './problem.ts';
import { nearestName } from './nearestName.ts';
import type { Scratch } from './scratch.ts';
import { wordsOf } from './words.ts';

/** The code under which a run reports the same. */
const CODE = 'statement-failed';

/**
 * The statements of a script that SQLite does not take on the schema that the script finds, each at its place. What only
 * follows from an earlier failure is left out. No statement touches rows.
 */
export function failingStatements({ scratch, doubt }: Ground, text: string): ScriptProblem[] {
  return scratch.undoing(() => {
    const spoiled = new Set<string>();
    const problems: ScriptProblem[] = [];
    for (const statement of splitStatements(text)) {
      const trial = scratch.try(statement.text);
      if (trial.kind !== 'failed') continue;
      const named = objectsIn(wordsOf(statement.text));
      const follows = named.some(({ name }) => spoiled.has(foldName(name)));
      if (/^(?:create|alter|drop)\b/i.test(statement.text))
        for (const { name } of named) spoiled.add(foldName(name));
      if (!follows) problems.push(problemOf(scratch, statement, trial.message, doubt));
    }
    return problems;
  });
}

function problemOf(
  scratch: Scratch,
  { text, start }: Statement,
  message: string,
  doubt: string | null,
): ScriptProblem {
  const offset = errorOffset(text, message, (sql) => scratch.compileError(sql));
  const token = nextToken(text, offset);
  const end = offset === 0 || token === undefined ? lineEnd(text) : token.end;
  return {
    code: CODE,
    severity: doubt === null ? 'error' : 'warning',
    message: doubt === null ? message : `${message}. The schema is not sure here: ${doubt}`,
    start: start + offset,
    end: start + Math.max(end, offset + 1),
    ignorable: false,
    fixes: fixesFor(scratch, text.slice(offset, token?.end ?? offset), message, start + offset),
  };
}

/** The first line stands for a statement as a whole. */
function lineEnd(text: string): number {
  const feed = text.indexOf('\n');
  return feed === -1 ? text.length : feed;
}

/** A name that is not known may be another one misspelled. */
function fixesFor(scratch: Scratch, word: string, message: string, start: number): readonly Fix[] {
  const kind = /^no such (table|column|index|trigger|view)\b/.exec(message)?.[1];
  if (kind === undefined || word === '') return [];
  const name = nearestName(word, namesIn(schemaOf(scratch), kind));
  if (name === undefined) return [];
  return [
    {
      kind: 'edit',
      title: `Replace by ${name}`,
      edits: [{ start, end: start + word.length, text: name }],
    },
  ];
}

function schemaOf(scratch: Scratch): Schema {
  try {
    return scratch.schema();
  } catch (error) {
    if (error instanceof MigrateError) return NOTHING;
    throw error;
  }
}

function namesIn(schema: Schema, kind: string): readonly string[] {
  const { tables, views, virtualTables, indexes, triggers } = schema;
  switch (kind) {
    case 'column':
      return tables.flatMap(({ columns }) => columns.map(({ name }) => name));
    case 'index':
      return indexes.map(({ name }) => name);
    case 'trigger':
      return triggers.map(({ name }) => name);
    default:
      return [...tables, ...virtualTables, ...views].map(({ name }) => name);
  }
}
