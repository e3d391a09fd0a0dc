import { sameName } from '../sql/identifier.ts';
import { positionFinder } from '../sql/position.ts';
import { columnsIn, objectsIn } from './nameUse.ts';
import type { Subject } from './subject.ts';
import { segmentsOf } from './words.ts';
import type { Segment, Word } from './words.ts';

/** The text of one script. */
export interface ScriptSource {
  /** Absolute path. */
  readonly path: string;
  readonly text: string;
}

/** A name in a script. Lines and columns count from 1, in UTF-16 code units. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** Every place of the scripts, in order, that names the subject in that meaning. Strings and comments are none. */
export function referencesTo(subject: Subject, scripts: readonly ScriptSource[]): readonly Place[] {
  return scripts.flatMap(({ path, text }) => {
    if (!mayName(text, subject.name)) return [];
    const words = segmentsOf(text).flatMap((segment) => wordsNaming(subject, segment));
    return placesOf(path, text, words);
  });
}

/**
 * The place that made the subject, or changed it last, among scripts in the order in which they run; null for none.
 * A table that a rebuild renamed into its place was made where its new form was created.
 */
export function definitionOf(subject: Subject, scripts: readonly ScriptSource[]): Place | null {
  let found: { path: string; text: string; word: Word } | undefined;
  for (const { path, text } of scripts) {
    if (!mayName(text, subject.name)) continue;
    const segments = segmentsOf(text);
    for (const segment of segments) {
      const word = definingWord(subject, segment, segments);
      if (word !== undefined) found = { path, text, word };
    }
  }
  if (found === undefined) return null;
  return placesOf(found.path, found.text, [found.word])[0] ?? null;
}

function placesOf(path: string, text: string, words: readonly Word[]): readonly Place[] {
  const position = positionFinder(text);
  return words.map(({ start, end }) => {
    const { line, column } = position(start);
    return { path, line, column, endColumn: column + (end - start) };
  });
}

/** Most scripts do not have the name at all. */
function mayName(text: string, name: string): boolean {
  return text.toLowerCase().includes(name.replaceAll('"', '""').toLowerCase());
}

function wordsNaming(subject: Subject, segment: Segment): readonly Word[] {
  const objects = objectsIn(segment.words);
  if (subject.kind === 'object') {
    return objects
      .filter(({ type, name }) => type === subject.type && sameName(name, subject.name))
      .map(({ word }) => word);
  }
  return columnsIn(segment, objects)
    .filter(
      ({ name, tables }) =>
        sameName(name, subject.name) && tables.some((table) => sameName(table, subject.table)),
    )
    .map(({ word }) => word);
}

function definingWord(
  subject: Subject,
  segment: Segment,
  all: readonly Segment[],
): Word | undefined {
  const { words } = segment;
  const verb = words[0]?.keyword;
  if (verb !== 'create' && verb !== 'alter') return undefined;
  const objects = objectsIn(words);
  const table = subject.kind === 'object' ? subject.name : subject.table;
  const type = subject.kind === 'object' ? subject.type : 'table';
  const declared = objects.find((use) => use.declares);
  const made = declared !== undefined && declared.type === type && sameName(declared.name, table);
  if (made && verb === 'alter') return renamedFrom(subject, segment, all) ?? declared.word;
  if (subject.kind === 'column') {
    const own = made || (verb === 'alter' && sameName(objects[0]?.name ?? '', table));
    return own ? givenColumn(wordsNaming(subject, segment), segment) : undefined;
  }
  if (made) return declared.word;
  // ALTER TABLE t ADD COLUMN … changes t.
  const changed = verb === 'alter' && type === 'table' ? objects[0] : undefined;
  return changed !== undefined && sameName(changed.name, table) ? changed.word : undefined;
}

/** The place that gives a column its name: its definition, or behind TO; not where it is dropped or renamed away. */
function givenColumn(naming: readonly Word[], { words }: Segment): Word | undefined {
  if (words[0]?.keyword !== 'alter') return naming[0];
  const verb =
    words[3]?.keyword === 'column'
      ? undefined
      : words.find(({ keyword }) => /^(?:add|drop|rename)$/.test(keyword));
  if (verb?.keyword === 'drop') return undefined;
  if (verb?.keyword === 'add') return naming[0];
  const to = words.find(({ keyword }) => keyword === 'to');
  return naming.find(({ start }) => to !== undefined && start > to.end);
}

/** For ALTER TABLE made RENAME TO subject: where the same script created what was renamed, or a column of it. */
function renamedFrom(
  subject: Subject,
  { words, start }: Segment,
  all: readonly Segment[],
): Word | undefined {
  const from = objectsIn(words)[0]?.name;
  if (from === undefined) return undefined;
  const earlier = all.filter(
    (segment) =>
      segment.end <= start &&
      segment.words[0]?.keyword === 'create' &&
      objectsIn(segment.words).some((use) => use.declares && sameName(use.name, from)),
  );
  const made = earlier.at(-1);
  if (made === undefined) return undefined;
  const old: Subject =
    subject.kind === 'object' ? { ...subject, name: from } : { ...subject, table: from };
  return definingWord(old, made, all);
}
