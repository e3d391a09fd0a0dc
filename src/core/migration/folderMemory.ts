import { join } from 'node:path';
import { isSettled, sameStamp, stampOf } from '../database/fileStamp.ts';
import type { FileStamp } from '../database/fileStamp.ts';
import { classifyName } from '../project/naming.ts';
import type { Project } from '../project/project.ts';
import type { DatabaseAnswer } from './databaseAnswer.ts';
import { declarativeIn, entriesOf, namesOf, sortOut } from './folder.ts';
import type { MigrationFile, MigrationFolder } from './folder.ts';
import type { MigrationReport } from './report.ts';
import { readScript } from './script.ts';
import type { MakeReport, ReportsOf } from './scriptStatus.ts';

/** What is known of one file. */
interface Sight {
  readonly path: string;
  /** As it was just before this look, which reads it where that differs from what is kept. */
  stamp: FileStamp | undefined;
  /** What was said of it, and the stamp of the file that this was read from. */
  kept: { readonly stamp: FileStamp; readonly report: MigrationReport } | undefined;
}

/** What was said of each script of one project, as long as neither it nor what the database recorded changes. */
export class FolderMemory {
  readonly #now: () => number;
  #names: readonly string[] = [];
  #folder: MigrationFolder | undefined;
  /** The migrations in their order, then all other files that count. */
  #sights: readonly Sight[] = [];
  #answer: DatabaseAnswer | undefined;
  /** Milliseconds since 1970 at which this look began. */
  #at = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** As `readFolder`. Begins a look: each script is asked for its stamp, and none is read. */
  readonly look = (project: Project): MigrationFolder => {
    this.#at = this.#now();
    return this.#list(project);
  };

  /** What this look says of the scripts that it found, given what the database says. */
  reportsFor(answer: DatabaseAnswer): ReportsOf {
    const known = this.#answer !== undefined && isSameAnswer(this.#answer, answer);
    this.#answer = answer;
    if (!known) for (const sight of this.#sights) sight.kept = undefined;
    return (migrations, make) =>
      migrations.map((migration, at) => {
        const sight = this.#sights[at];
        const kept = sight?.kept;
        // The stamp is that of what is kept where both are the same.
        if (kept !== undefined && kept.stamp === sight?.stamp) return kept.report;
        return sight === undefined
          ? make(migration, readScript)
          : this.#make(migration, sight, make);
      });
  }

  #make(migration: MigrationFile, sight: Sight, make: MakeReport): MigrationReport {
    let failed = false;
    const report = make(migration, (path) => {
      try {
        return readScript(path);
      } catch (error) {
        // What keeps a script from being read may go without a trace in the file.
        failed = true;
        throw error;
      }
    });
    const { stamp } = sight;
    // Two scripts of one number are invalid for as long as both are there, which no stamp tells.
    const holds = !failed && report.status !== 'invalid';
    sight.kept =
      holds && stamp !== undefined && isSettled(stamp, this.#at) ? { stamp, report } : undefined;
    return report;
  }

  #list(project: Project): MigrationFolder {
    const kept = this.#folder;
    // A time of the folder would save this listing, but not every file system keeps one.
    if (kept !== undefined && isSameList(this.#names, namesOf(project)) && this.#stamp())
      return withDeclarative(project, kept);
    const entries = entriesOf(project);
    const folder = sortOut(project, entries);
    this.#names = entries.map(({ name }) => name);
    // A folder with the name of a script is passed over, and may be a script the next time.
    this.#folder = isComplete(project, this.#names, folder) ? folder : undefined;
    const before = new Map(this.#sights.map((sight) => [sight.path, sight]));
    this.#sights = pathsIn(project, folder).map(
      (path) => before.get(path) ?? { path, stamp: undefined, kept: undefined },
    );
    // What was said of a script that was alone under its number does not hold any more.
    for (const [at, { version }] of folder.migrations.entries()) {
      const sight = this.#sights[at];
      if (sight !== undefined && folder.duplicates.has(version)) sight.kept = undefined;
    }
    this.#stamp();
    return folder;
  }

  /** Looks at each file. False where one is no plain file, so that what the folder holds has to be found out anew. */
  #stamp(): boolean {
    let plain = true;
    for (const sight of this.#sights) {
      const stamp = stampOf(sight.path);
      const kept = sight.kept?.stamp;
      // The old one is taken on, so that 10,000 new ones need not be kept.
      sight.stamp =
        kept !== undefined && stamp !== undefined && sameStamp(kept, stamp) ? kept : stamp;
      plain &&= stamp !== undefined;
    }
    return plain;
  }
}

/** Of all files that count, scripts or not. */
function pathsIn({ migrations: root }: Project, folder: MigrationFolder): string[] {
  const { migrations, invalid, unnumbered } = folder;
  const listed = [...migrations, ...invalid].map(({ path }) => path);
  return [...listed, ...unnumbered.map((file) => join(root, file))];
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, at) => name === b[at]);
}

/** Whether each name that is one of a script, right or wrong, is in one of the lists. */
function isComplete(
  { convention }: Project,
  names: readonly string[],
  { migrations, invalid, unnumbered }: MigrationFolder,
): boolean {
  const meant = names.filter((name) => classifyName(name, convention).kind !== 'other');
  return meant.length === migrations.length + invalid.length + unnumbered.length;
}

/** Scripts without numbers are in a folder of their own, which is listed each time. */
function withDeclarative(project: Project, folder: MigrationFolder): MigrationFolder {
  if (project.convention !== 'tuplesaver') return folder;
  return { ...folder, declarative: declarativeIn(project.migrations) };
}

/** Whether two answers have the same to say of any script. */
function isSameAnswer(a: DatabaseAnswer, b: DatabaseAnswer): boolean {
  return (
    a.kind === b.kind &&
    a.version === b.version &&
    a.history === b.history &&
    a.wholeHistory === b.wholeHistory &&
    (a.reference === undefined) === (b.reference === undefined) &&
    a.reference?.history === b.reference?.history &&
    a.reference?.info.version === b.reference?.info.version
  );
}
