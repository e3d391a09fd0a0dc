/** One statement with its place in the script. */
export interface Statement {
  readonly text: string;
  readonly start: number;
}

/**
 * Splits a PostgreSQL script at the semicolons that end statements: not at those in strings, quoted names, comments,
 * dollar-quoted bodies and `BEGIN ATOMIC` bodies. White space between statements is left out.
 */
export function splitPostgres(script: string): readonly Statement[] {
  const statements: Statement[] = [];
  let start = 0;
  let atomic = 0;
  for (let index = 0; index < script.length;) {
    const rest = script.slice(index, index + 200);
    const length = skipped(script, index);
    if (length > 0) {
      index += length;
      continue;
    }
    const word = /^[A-Za-z_][\w$]*/.exec(rest)?.[0];
    if (word !== undefined) {
      atomic = depthAfter(atomic, word.toLowerCase(), script.slice(index + word.length));
      index += word.length;
      continue;
    }
    index += 1;
    if (script[index - 1] !== ';' || atomic > 0) continue;
    statements.push({ text: script.slice(start, index), start });
    start = index;
  }
  return [...statements, { text: script.slice(start), start }]
    .map(trimmed)
    .filter(({ text }) => !isBlank(text));
}

function trimmed({ text, start }: Statement): Statement {
  return { text: text.trim(), start: start + text.length - text.trimStart().length };
}

/** Inside `BEGIN ATOMIC`, `CASE` and `END` come in pairs. */
function depthAfter(depth: number, word: string, after: string): number {
  if (word === 'begin' && /^\s+atomic\b/i.test(after)) return depth + 1;
  if (depth === 0) return 0;
  if (word === 'case') return depth + 1;
  return word === 'end' ? depth - 1 : depth;
}

/** Length of the string, quoted name, comment or dollar-quoted body that begins here, or 0. */
function skipped(script: string, index: number): number {
  const two = script.slice(index, index + 2);
  if (two === '--') return untilEnd(script, index, '\n', 2);
  if (two === '/*') return commentLength(script, index);
  const [first] = two;
  if (first === '"') return quotedLength(script, index, '"', false);
  if (first === "'") return quotedLength(script, index, "'", false);
  if (/^e'$/i.test(two) && !/[\w$]/.test(script[index - 1] ?? ''))
    return 1 + quotedLength(script, index + 1, "'", true);
  if (first !== '$' || /[\w$]/.test(script[index - 1] ?? '')) return 0;
  const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(script.slice(index, index + 70))?.[0];
  return tag === undefined ? 0 : untilEnd(script, index, tag, tag.length);
}

function untilEnd(script: string, index: number, end: string, from: number): number {
  const found = script.indexOf(end, index + from);
  return (found === -1 ? script.length : found + end.length) - index;
}

function quotedLength(script: string, index: number, quote: string, escapes: boolean): number {
  for (let at = index + 1; at < script.length; at += 1) {
    if (escapes && script[at] === '\\') at += 1;
    else if (script[at] === quote) {
      if (script[at + 1] !== quote) return at + 1 - index;
      at += 1;
    }
  }
  return script.length - index;
}

/** Comments nest in PostgreSQL. */
function commentLength(script: string, index: number): number {
  let depth = 0;
  for (let at = index; at < script.length; at += 1) {
    const two = script.slice(at, at + 2);
    if (two === '/*') depth += 1;
    if (two === '*/') depth -= 1;
    if (two !== '/*' && two !== '*/') continue;
    if (depth === 0) return at + 2 - index;
    at += 1;
  }
  return script.length - index;
}

function isBlank(statement: string): boolean {
  for (let index = 0; index < statement.length;) {
    if (/[\s;]/.test(statement[index] ?? '')) index += 1;
    else if (/^(?:--|\/\*)/.test(statement.slice(index, index + 2)))
      index += skipped(statement, index);
    else return false;
  }
  return true;
}

/** A name for SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
