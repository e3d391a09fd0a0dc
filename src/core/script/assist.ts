import { resolve } from 'node:path';
import { appliedText } from '../migration/appliedText.ts';
import { newMigration } from '../migration/newMigration.ts';
import type { Project } from '../project/project.ts';
import type { Runtime } from '../runtime.ts';
import { failingStatements } from './check.ts';
import { completionsAt } from './completion.ts';
import type { Completions } from './completion.ts';
import { descriptionAt } from './description.ts';
import type { Description } from './description.ts';
import { followUpText } from './followUp.ts';
import { allScripts, Grounds, scriptsBefore, textOf } from './ground.ts';
import { schemaAt } from './knowledge.ts';
import { definitionOf, referencesTo } from './places.ts';
import type { Place, ScriptSource } from './places.ts';
import type { ScriptCheck } from './problem.ts';
import { stakedAt } from './staked.ts';
import { stakesOf } from './stakes.ts';
import type { Stakes } from './stakes.ts';
import { subjectAt } from './subject.ts';

/** A script as the editor has it, saved or not. */
export interface EditedText {
  readonly project: Project;
  /** File name without its folder. */
  readonly file: string;
  readonly text: string;
}

/** A place in such a script. */
export interface TextPlace extends EditedText {
  /** In UTF-16 code units. */
  readonly offset: number;
}

/** Nobody reads on in a longer script, and dumps of data are longer. In UTF-16 code units. */
export const LONGEST_TEXT = 1_000_000;
/** Milliseconds in which counting rows has to end, with the time to look at the schema. */
const COUNTING = 700;
const GLANCE = 250;

const NONE: Completions = { start: 0, end: 0, items: [] };
const grounds = new Grounds();

/** The statements of a script that cannot run, on the schema that the script finds. Touches no rows and no file. */
export function checkScript({ project, file, text }: EditedText): ScriptCheck {
  if (text.length > LONGEST_TEXT) return { diagnostics: [] };
  return { diagnostics: failingStatements(grounds.before(project, file), text) };
}

/** What may stand at a place. */
export function completeScript({ project, file, text, offset }: TextPlace): Completions {
  if (text.length > LONGEST_TEXT) return NONE;
  const ground = grounds.before(project, file);
  return completionsAt(text, offset, schemaAt(ground, text, offset));
}

/** What the name at a place stands for, or null. */
export function describeScript({ project, file, text, offset }: TextPlace): Description | null {
  if (text.length > LONGEST_TEXT) return null;
  const ground = grounds.before(project, file);
  const found = descriptionAt(text, offset, schemaAt(ground, text, offset));
  if (found === null || ground.doubt === null) return found;
  return { ...found, notes: [...found.notes, `May be another by then: ${ground.doubt}`] };
}

/** Where the name at a place was made or changed last; null for none. No database is needed. */
export function defineScript(place: TextPlace): Place | null {
  const subject = subjectAt(place.text, place.offset)?.subject;
  if (subject === undefined) return null;
  const sources = sourcesOf(place);
  const own = sources.findIndex(({ path }) => path === pathOf(place));
  return definitionOf(subject, sources.slice(0, own + 1)) ?? definitionOf(subject, sources);
}

/** All places in the project's SQL scripts that name what the place names. */
export function referencesOfScript(place: TextPlace): readonly Place[] {
  const subject = subjectAt(place.text, place.offset)?.subject;
  return subject === undefined ? [] : referencesTo(subject, sourcesOf(place));
}

/** What the statement at a place would reach in the working database; null for nothing. Reads only. */
export function stakesAt({ project, text, offset }: TextPlace, { now }: Runtime): Stakes | null {
  const staked = stakedAt(text, offset);
  if (staked === null) return null;
  const until = now().getTime() + COUNTING;
  return stakesOf(project.database, staked, {
    now: () => now().getTime(),
    until,
    timeout: GLANCE,
  });
}

/** Writes the next script, for what an edit of an applied one was meant to do. Throws what `newMigration` throws. */
export function writeFollowUp(
  project: Project,
  {
    version,
    file,
    text,
  }: { readonly version: number; readonly file: string; readonly text: string },
): { file: string; complete: boolean } {
  const applied = appliedText(project, version) ?? '';
  const { text: content, complete } = followUpText({ applied, edited: text, file });
  const words = file
    .replace(/^\d+[-.]?/, '')
    .replace(/\.sql$/, '')
    .replaceAll(/[-_.]+/g, ' ');
  const { file: made } = newMigration(project, `${words} follow up`, 'sql', content);
  return { file: made, complete };
}

function pathOf({ project, file }: EditedText): string {
  return resolve(project.migrations, file);
}

/** The SQL scripts in the order in which they run, the edited one as it is in the editor, saved or not. */
function sourcesOf(edited: EditedText): readonly ScriptSource[] {
  const own: ScriptSource = { path: pathOf(edited), text: edited.text };
  const before = new Set(scriptsBefore(edited.project, edited.file).map(({ path }) => path));
  const others = allScripts(edited.project).filter(
    ({ kind, path }) => kind === 'sql' && path !== own.path,
  );
  const read = (scripts: typeof others): readonly ScriptSource[] =>
    scripts.flatMap(({ path }) => {
      const text = textOf(path);
      return text === undefined ? [] : [{ path, text }];
    });
  return [
    ...read(others.filter(({ path }) => before.has(path))),
    own,
    ...read(others.filter(({ path }) => !before.has(path))),
  ];
}
