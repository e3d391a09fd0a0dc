/** Classes of characters, as bits. Everything from U+0080 on is a letter to SQLite, U+00A0 too. */
export const SPACE = 1;
export const LETTER = 2;
export const DIGIT = 4;
export const HEX = 8;
/** What may follow the first letter of a name. */
export const NAME = 16;
/** What may follow the first space: SQLite takes a vertical tab there and nowhere else. */
export const SPACES = 32;

const CLASSES = classes();

/** The classes of a UTF-16 code unit; 0 for none and past the end of a text (NaN). */
export function classOf(code: number): number {
  return code >= 128 ? LETTER | NAME : (CLASSES[code] ?? 0);
}

/** The first offset from which a text has a character outside the given classes. */
export function skip(text: string, from: number, classBits: number): number {
  let index = from;
  while (index < text.length && classOf(text.charCodeAt(index)) & classBits) index += 1;
  return index;
}

/** The offset of the next character with this code. NUL ends the search, as it ends a C string. */
export function seek(text: string, from: number, code: number): number {
  let index = from;
  for (; index < text.length; index += 1) {
    const here = text.charCodeAt(index);
    if (here === code || here === 0) break;
  }
  return index;
}

/** Whether a character other than NUL is at an offset. */
export function hasText(text: string, at: number): boolean {
  return at < text.length && text.charCodeAt(at) !== 0;
}

function classes(): Uint8Array {
  const table = new Uint8Array(128);
  const mark = (characters: string, bits: number): void => {
    for (const character of characters) {
      const code = character.charCodeAt(0);
      table[code] = (table[code] ?? 0) | bits;
    }
  };
  mark(' \t\n\f\r', SPACE | SPACES);
  mark('\v', SPACES);
  mark('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_', LETTER | NAME);
  mark('0123456789', DIGIT | HEX | NAME);
  mark('abcdefABCDEF', HEX);
  mark('$', NAME);
  return table;
}
