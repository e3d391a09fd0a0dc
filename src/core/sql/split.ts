import { foldName } from './identifier.ts';
import { nextToken } from './token.ts';
import type { Token } from './token.ts';

/** One statement of a script. */
export interface Statement {
  /** Offset of its first token that is neither a space nor a comment. */
  readonly start: number;
  /** Offset just after its semicolon, or after its last token where the semicolon is missing. */
  readonly end: number;
  readonly text: string;
}

type State = 'start' | 'normal' | 'explain' | 'create' | 'trigger' | 'semicolon' | 'end';
type Input = 'semicolon' | 'other' | 'explain' | 'create' | 'temp' | 'trigger' | 'end';
type Transitions = { readonly other: State } & { readonly [input in Input]?: State };

/**
 * The states of `sqlite3_complete()`. A trigger ends at `; END ;` and nowhere else, so words such as
 * BEGIN, CASE and END inside it need no counting. https://sqlite.org/c3ref/complete.html
 */
const TRANSITIONS: Readonly<Record<State, Transitions>> = {
  start: { other: 'normal', semicolon: 'start', explain: 'explain', create: 'create' },
  normal: { other: 'normal', semicolon: 'start' },
  explain: {
    other: 'explain',
    semicolon: 'start',
    explain: 'normal',
    create: 'create',
    temp: 'normal',
    trigger: 'normal',
    end: 'normal',
  },
  create: { other: 'normal', semicolon: 'start', temp: 'create', trigger: 'trigger' },
  trigger: { other: 'trigger', semicolon: 'semicolon' },
  semicolon: { other: 'trigger', semicolon: 'semicolon', end: 'end' },
  end: { other: 'trigger', semicolon: 'start' },
};

const INPUTS: ReadonlyMap<string, Input> = new Map([
  ['explain', 'explain'],
  ['create', 'create'],
  ['temp', 'temp'],
  ['temporary', 'temp'],
  ['trigger', 'trigger'],
  ['end', 'end'],
]);
const LONGEST_INPUT = 'temporary'.length;

/**
 * The statements of a script, in order, cut where SQLite cuts them. What is empty (spaces, comments,
 * lone semicolons) is left out. Never throws: text that SQLite cannot read is part of some statement.
 */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  const add = (start: number, end: number): void => {
    statements.push({ start, end, text: sql.slice(start, end) });
  };
  let state: State = 'start';
  let start = -1;
  let end = 0;
  for (let token = nextToken(sql, 0); token; token = nextToken(sql, token.end)) {
    if (token.kind === 'space' || token.kind === 'comment') continue;
    state = step(state, sql, token);
    if (start === -1 && state !== 'start') start = token.start;
    end = token.end;
    if (state !== 'start' || start === -1) continue;
    add(start, end);
    start = -1;
  }
  if (start !== -1) add(start, end);
  return statements;
}

function step(state: State, sql: string, token: Token): State {
  const semicolon = token.kind === 'semicolon';
  if (!semicolon && (state === 'normal' || state === 'trigger')) return state;
  const transitions = TRANSITIONS[state];
  if (semicolon) return transitions.semicolon ?? transitions.other;
  if (token.kind !== 'word') return transitions.other;
  if (token.end - token.start > LONGEST_INPUT) return transitions.other;
  const input = INPUTS.get(foldName(sql.slice(token.start, token.end)));
  return (input && transitions[input]) ?? transitions.other;
}
