import { resolve } from 'node:path';
import { splitWords } from './words.ts';

/** The source of a desired schema as a project keeps it: a command behind `!` as it is, a path made absolute. */
export function resolveSchema(folder: string, text: string): string {
  return text.startsWith('!') ? text : resolve(folder, text);
}

/** The words of a source that is a command, without the `!`; undefined where there are none, or a quote never ends. */
export function commandWords(schema: string): readonly string[] | undefined {
  return splitWords(schema.slice(1));
}
