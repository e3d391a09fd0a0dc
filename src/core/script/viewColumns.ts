import { closing, isOperator } from './nameUse.ts';
import { wordsOf } from './words.ts';
import type { Word } from './words.ts';

/** The names of the columns that a view's text gives: aliases and plain columns. What only SQLite could tell is left out. */
export function selectedColumns(view: string): readonly string[] {
  const words = wordsOf(view);
  const select = words.findIndex(({ keyword }) => keyword === 'select');
  if (select === -1) return [];
  const names: string[] = [];
  let part: Word[] = [];
  const end = (): void => {
    const name = nameOf(part);
    if (name !== undefined) names.push(name);
    part = [];
  };
  for (let at = select + 1; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined || word.keyword === 'from') break;
    if (isOperator(word, ',')) end();
    else part.push(word);
    if (isOperator(word, '(')) {
      at = closing(words, at);
      const last = words[at];
      if (last !== undefined) part.push(last);
    }
  }
  end();
  return names;
}

function nameOf(part: readonly Word[]): string | undefined {
  const last = part.at(-1);
  const before = part.at(-2);
  if (last === undefined || last.name === null) return undefined;
  const plain = part.length === 1 || isOperator(before, '.') || before?.keyword === 'as';
  const bare = before !== undefined && (before.name !== null || isOperator(before, ')'));
  return plain || bare ? last.name : undefined;
}
