import { MigrateError } from '../errors.ts';

// File systems allow 255 bytes; the rest is for the number, the ending and the names of backups.
const MAX_BYTES = 200;

/**
 * A name for people as part of a file name: letters and digits of any script in lower case, and the
 * separator for everything between them. Throws `bad-argument` when nothing is left or too much is.
 */
export function slugOf(name: string, separator: '-' | '_'): string {
  // A mark belongs to the letter before it, so a mark alone (as in an emoji) starts no word.
  const word = /(?:[\p{L}\p{Nd}]\p{M}*)+/gu;
  const words = name.normalize('NFC').toLowerCase().match(word) ?? [];
  const slug = words.join(separator);
  if (slug === '') throw badName('needs at least one letter or digit');
  if (new TextEncoder().encode(slug).length > MAX_BYTES) throw badName('is too long');
  return slug;
}

function badName(reason: string): MigrateError {
  return new MigrateError({ code: 'bad-argument', argument: 'NAME', reason });
}
