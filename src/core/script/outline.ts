import { MigrateError } from '../errors.ts';
import { parseTable } from '../schema/parse/table.ts';
import { splitStatements } from '../sql/split.ts';
import { objectsIn } from './nameUse.ts';
import { wordsOf } from './words.ts';
import type { Word } from './words.ts';

/** What a statement is about, for its symbol. */
export type OutlineKind = 'table' | 'view' | 'index' | 'trigger' | 'column' | 'rows' | 'other';

/** One statement of a script, or a column that it defines. Offsets in UTF-16 code units. */
export interface OutlineEntry {
  /** The object's name, or the statement's first words. */
  readonly name: string;
  /** What is done, such as `CREATE TABLE`; a column's type. */
  readonly detail: string;
  readonly kind: OutlineKind;
  readonly start: number;
  readonly end: number;
  /** Where the name stands. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly children: readonly OutlineEntry[];
}

/** The statements of a script with what each is about. Never throws. */
export function outlineOf(text: string): readonly OutlineEntry[] {
  return splitStatements(text).map(({ start, end, text: statement }) => {
    const words = wordsOf(text, start, end);
    const verb = verbOf(words);
    const use = objectsIn(words)[0];
    const nameStart = use?.word.start ?? start;
    return {
      name: use?.name ?? (verb || statement.slice(0, 40)),
      detail: use === undefined ? '' : verb,
      kind: kindOf(verb),
      start,
      end,
      nameStart,
      nameEnd: use?.word.end ?? words[0]?.end ?? end,
      children: verb === 'CREATE TABLE' ? columnsIn(statement, start) : [],
    };
  });
}

/** The keywords before the name, without those that only say how. */
function verbOf(words: readonly Word[]): string {
  const kept: string[] = [];
  for (const { keyword } of words.slice(0, 6)) {
    if (
      !/^(?:create|drop|alter|insert|replace|update|delete|table|view|index|trigger|virtual|unique|into|from|pragma|select|with|begin|commit|vacuum|analyze|reindex|attach|temp|temporary|if|not|exists|or|abort|fail|ignore|rollback)$/.test(
        keyword,
      )
    )
      break;
    if (!/^(?:temp|temporary|unique|if|not|exists|or|abort|fail|ignore)$/.test(keyword))
      kept.push(keyword.toUpperCase());
  }
  return kept.slice(0, 3).join(' ');
}

function kindOf(verb: string): OutlineKind {
  const object = /\b(TABLE|VIEW|INDEX|TRIGGER)$/.exec(verb)?.[1];
  switch (object) {
    case 'TABLE':
      return 'table';
    case 'VIEW':
      return 'view';
    case 'INDEX':
      return 'index';
    case 'TRIGGER':
      return 'trigger';
    default:
      return /^(?:INSERT|REPLACE|UPDATE|DELETE)/.test(verb) ? 'rows' : 'other';
  }
}

function columnsIn(statement: string, base: number): readonly OutlineEntry[] {
  try {
    const { columns, layout } = parseTable(statement);
    return layout.items.flatMap(({ column, span }) => {
      if (column === undefined) return [];
      const { name, nameSpan } = column;
      return [
        {
          name,
          detail: columns.find((each) => each.name === name)?.type ?? '',
          kind: 'column' as const,
          start: base + span.start,
          end: base + span.end,
          nameStart: base + nameSpan.start,
          nameEnd: base + nameSpan.end,
          children: [],
        },
      ];
    });
  } catch (error) {
    // Not finished yet, or CREATE TABLE … AS.
    if (error instanceof MigrateError) return [];
    throw error;
  }
}
