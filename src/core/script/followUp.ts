import { splitStatements } from '../sql/split.ts';
import type { Statement } from '../sql/split.ts';
import { wordsOf } from './words.ts';

/** A script for what an edit of an applied one was meant to do. */
export interface FollowUp {
  readonly text: string;
  /** Whether it does all of that: the edit only added statements at the end. */
  readonly complete: boolean;
}

export interface EditedScript {
  readonly applied: string;
  readonly edited: string;
  /** Name of the edited file. */
  readonly file: string;
}

/** Longer scripts are not compared statement by statement. */
const MOST_CELLS = 250_000;

/** The text of the script that follows an edited one: the statements that were added, or the difference as comments. */
export function followUpText({ applied, edited, file }: EditedScript): FollowUp {
  const old = splitStatements(applied);
  const now = splitStatements(edited);
  const name = file.replaceAll(/[\r\n]/g, ' ');
  const kept = old.every((statement, at) => same(statement, now[at]));
  if (kept && now.length > old.length) {
    const from = now[old.length - 1]?.end ?? 0;
    const added = edited
      .slice(from)
      .replace(/^[^\S\n]*;?[^\S\n]*\n?/, '')
      .trim();
    return {
      text: `-- Was added to ${name} after that had been applied.\n\n${added}\n`,
      complete: true,
    };
  }
  const head = [
    `-- ${name} was edited after it had been applied, so the edit reaches no database that has it.`,
    '-- Write here what brings such a database to the same point. What changed:',
    '--',
  ];
  return { text: `${[...head, ...differenceLines(old, now)].join('\n')}\n\n`, complete: false };
}

/** Whether two statements are the same but for spaces and comments. */
function same(a: Statement | undefined, b: Statement | undefined): boolean {
  return a !== undefined && b !== undefined && formOf(a) === formOf(b);
}

function formOf({ text }: Statement): string {
  const words = wordsOf(text).filter(({ kind }) => kind !== 'semicolon');
  return words.map((word) => word.text).join('\n');
}

/** The statements that went and came, each line behind `-- -` or `-- +`. */
function differenceLines(old: readonly Statement[], now: readonly Statement[]): readonly string[] {
  const [a, b] = [old.map(formOf), now.map(formOf)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail))
    tail += 1;
  const gone = a.slice(head, a.length - tail);
  const come = b.slice(head, b.length - tail);
  const common = commonForms(gone, come);
  const lines = (sign: string, list: readonly Statement[], forms: readonly string[]): string[] => {
    const left = [...common];
    return forms.flatMap((form, at) => {
      if (left[0] === form) {
        left.shift();
        return [];
      }
      const text = list[head + at]?.text ?? '';
      return text.split(/\r?\n/).map((line) => `-- ${sign} ${line}`.trimEnd());
    });
  };
  const found = [...lines('-', old, gone), ...lines('+', now, come)];
  return found.length > 0 ? found : ['-- only spaces and comments'];
}

/** The longest common subsequence; nothing where that would take too long. */
function commonForms(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length * b.length > MOST_CELLS) return [];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = a.length - 1; row >= 0; row -= 1)
    for (let column = b.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        a[row] === b[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const common: string[] = [];
  for (let [row, column] = [0, 0]; row < a.length && column < b.length;) {
    const form = a[row] ?? '';
    if (form === b[column]) {
      common.push(form);
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return common;
}
