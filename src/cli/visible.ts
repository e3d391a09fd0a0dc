/**
 * Text from outside (a file name, an SQL error) made safe for a terminal: whatever a terminal would act on, or that
 * would reorder the line, is written as an escape such as `\x1b`. The result is one line.
 */
export function visible(text: string): string {
  // Nearly all names are of these characters, and the pattern below costs milliseconds to make.
  if (/^[ -~]*$/.test(text)) return text;
  // Control characters, lone surrogates, characters that reorder text, and line separators.
  return text.replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu, escape);
}

/** As `visible`, for text of several lines: line breaks and tabs stay. */
export function visibleLines(text: string): string {
  return text
    .split(/\r?\n/u)
    .map((line) => line.split('\t').map(visible).join('\t'))
    .join('\n');
}

function escape(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
