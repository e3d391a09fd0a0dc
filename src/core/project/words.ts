/**
 * A command as a list of words, without a shell: words end at spaces, and single or double quotes keep what is between
 * them together. Nothing else means anything, so that paths of every system stay what they are. Undefined where a
 * quote never ends.
 */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === ' ' || character === '\t') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return quote === undefined && words[0] !== undefined && words[0] !== '' ? words : undefined;
}
