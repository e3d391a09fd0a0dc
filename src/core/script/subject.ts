import type { Schema } from '../schema/model.ts';
import { sameName } from '../sql/identifier.ts';
import { columnsIn, objectsIn } from './nameUse.ts';
import type { ObjectUse } from './nameUse.ts';
import { columnsOf } from './relation.ts';
import { isQuiet, segmentsOf } from './words.ts';
import type { Segment } from './words.ts';

/** What a place of a script names. A view counts as a table. */
export type Subject =
  | { readonly kind: 'object'; readonly type: ObjectUse['type']; readonly name: string }
  | { readonly kind: 'column'; readonly table: string; readonly name: string };

/** A subject and where the script names it. */
export interface NamedPlace {
  readonly subject: Subject;
  readonly start: number;
  readonly end: number;
  readonly segment: Segment;
}

/**
 * What the word at an offset names, or null. `schema` decides between several tables that a column may belong to;
 * without it the first one counts.
 */
export function subjectAt(text: string, offset: number, schema?: Schema): NamedPlace | null {
  if (isQuiet(text, offset)) return null;
  const segment = segmentsOf(text).find(({ start, end }) => start <= offset && offset <= end);
  if (segment === undefined) return null;
  const objects = objectsIn(segment.words);
  const inside = ({ word }: { readonly word: { start: number; end: number } }): boolean =>
    word.start <= offset && offset <= word.end;
  const object = objects.find(inside) ?? qualifierAt(objects, segment, offset);
  if (object !== undefined) {
    const { type, name, word } = object;
    return { subject: { kind: 'object', type, name }, start: word.start, end: word.end, segment };
  }
  const column = columnsIn(segment, objects).find(inside);
  if (column === undefined) return null;
  const has = (table: string): boolean =>
    schema !== undefined &&
    columnsOf(schema, table).some(({ name }) => sameName(name, column.name));
  const table = column.tables.find(has) ?? (schema === undefined ? column.tables[0] : undefined);
  if (table === undefined) return null;
  const { start, end } = column.word;
  return { subject: { kind: 'column', table, name: column.name }, start, end, segment };
}

/** The `b` of `b.title` stands for a table too. */
function qualifierAt(
  objects: readonly ObjectUse[],
  { words }: Segment,
  offset: number,
): Pick<ObjectUse, 'type' | 'name' | 'word'> | undefined {
  const at = words.findIndex(({ start, end }) => start <= offset && offset <= end);
  const word = words[at];
  if (word === undefined || word.name === null || words[at + 1]?.text !== '.') return undefined;
  const { name } = word;
  const use = objects.find(
    (each) => each.type === 'table' && sameName(each.alias ?? each.name, name),
  );
  return use === undefined ? undefined : { type: 'table', name: use.name, word };
}
