/**
 * A name as SQL text, always in double quotes, safe for any name.
 * Throws RangeError on a name with NUL, where SQLite would stop reading.
 */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new RangeError('a name in SQL cannot contain NUL');
  return `"${name.replaceAll('"', '""')}"`;
}

/** The value of a word, a quoted name or a string literal: without its quotes, doubled ones undone. */
export function unquote(tokenText: string): string {
  const open = tokenText.charAt(0);
  const close = open === '[' ? ']' : open;
  if (!'"\'`['.includes(open) || open === '') return tokenText;
  const end = tokenText.length > 1 && tokenText.endsWith(close) ? -1 : tokenText.length;
  const inner = tokenText.slice(1, end);
  return open === '[' ? inner : inner.replaceAll(open + open, open);
}

/** A name in the form by which SQLite compares names: only the letters A to Z fold. */
export function foldName(name: string): string {
  // Beyond ASCII, JavaScript folds more than SQLite does; a name without such letters takes the quick way.
  return /[^\0-~]/.test(name)
    ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    : name.toLowerCase();
}

/** Whether SQLite takes two names for the same. */
export function sameName(a: string, b: string): boolean {
  return a === b || foldName(a) === foldName(b);
}
