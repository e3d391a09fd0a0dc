import type { MigrationReport, StatusReport } from '../core/migration/report.ts';
import type { Project } from '../core/project/project.ts';
import {
  isEdited,
  isRecordable,
  isRenamable,
  isRenumberable,
  isReplayable,
  type ProjectEntry,
} from './projectEntry.ts';

const PATHS = [
  'scriptPaths',
  'pendingPaths',
  'divergedPaths',
  'editedPaths',
  'renamablePaths',
  'conflictedPaths',
  'recordablePaths',
  'renumberablePaths',
  'replayablePaths',
] as const;

/** Files that a command applies to, for the Explorer and editors. */
type Paths = Readonly<Record<(typeof PATHS)[number], readonly string[]>>;

/** Tells of the files that commands apply to. There may be thousands, and most changes are of something else. */
export class PathKeys {
  readonly #send: (name: string, paths: readonly string[]) => void;
  #listed: readonly Paths[] | undefined;
  #sent: Partial<Paths> = {};

  constructor(send: (name: string, paths: readonly string[]) => void) {
    this.#send = send;
  }

  /** Sends the lists that are others than before. */
  update(entries: readonly ProjectEntry[]): void {
    const listed = entries.flatMap((entry) => pathsOf(entry) ?? []);
    if (this.#listed !== undefined && isSame(this.#listed, listed)) return;
    this.#listed = listed;
    for (const name of PATHS) {
      const paths = listed.flatMap((each) => each[name]);
      const before = this.#sent[name];
      if (before !== undefined && isSame(before, paths)) continue;
      this.#sent = { ...this.#sent, [name]: paths };
      this.#send(name, paths);
    }
  }
}

function isSame<T>(before: readonly T[], now: readonly T[]): boolean {
  return before.length === now.length && before.every((each, at) => each === now[at]);
}

// Neither a status nor a project is changed in place.
const known = new WeakMap<StatusReport, { readonly project: Project; readonly paths: Paths }>();

/** The same object as long as status and project are. */
function pathsOf(entry: ProjectEntry): Paths | undefined {
  const { status, project } = entry;
  if (status === undefined) return undefined;
  const before = known.get(status);
  if (before?.project === project) return before.paths;
  const where = (wanted: (migration: MigrationReport) => boolean): readonly string[] =>
    status.migrations.filter((migration) => wanted(migration)).map((migration) => migration.path);
  const paths = {
    scriptPaths: where(() => true),
    pendingPaths: where((each) => each.status === 'pending' && each.declarative !== true),
    divergedPaths: where((each) => each.status === 'diverged'),
    editedPaths: where((each) => isEdited(each)),
    renamablePaths: where((each) => isRenamable(entry, each)),
    conflictedPaths: where((each) => each.status === 'conflicted'),
    recordablePaths: where((each) => isRecordable(entry, each)),
    renumberablePaths: where((each) => isRenumberable(entry, each)),
    replayablePaths: where((each) => isReplayable(each)),
  };
  known.set(status, { project, paths });
  return paths;
}
