import { DatabaseMemory } from '../database/databaseMemory.ts';
import type { Project } from '../project/project.ts';
import type { DatabaseAnswer } from './databaseAnswer.ts';
import { FolderMemory } from './folderMemory.ts';
import type { HistoryRow } from './history.ts';
import type { ReferenceAnswer } from './reference.ts';

/** How many projects are remembered, the least recently asked for going first. */
const MOST_PROJECTS = 16;
/** Characters of recorded scripts that are kept of one database. */
const MOST_TEXT = 8_000_000;

/** What earlier looks at one project found. */
export interface ProjectMemory {
  readonly scripts: FolderMemory;
  readonly database: DatabaseMemory<DatabaseAnswer>;
  readonly reference: DatabaseMemory<ReferenceAnswer>;
}

/** What earlier looks found, so that another one need not read it again. One for each long-lived process. */
export class StatusMemory {
  readonly #now: () => number;
  readonly #projects = new Map<string, ProjectMemory>();

  /** `now` tells milliseconds since 1970, on the clock by which files are dated. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What is known of a project, by all of its settings. */
  of(project: Project): ProjectMemory {
    const key = JSON.stringify(project);
    const memory = this.#projects.get(key) ?? emptyMemory(this.#now);
    this.#projects.delete(key);
    this.#projects.set(key, memory);
    const [oldest] = this.#projects.keys();
    if (oldest !== undefined && this.#projects.size > MOST_PROJECTS) this.#projects.delete(oldest);
    return memory;
  }
}

function emptyMemory(now: () => number): ProjectMemory {
  const keeps = ({ history }: { readonly history?: ReadonlyMap<number, HistoryRow> }): boolean =>
    textIn(history) <= MOST_TEXT;
  return {
    scripts: new FolderMemory(now),
    database: new DatabaseMemory<DatabaseAnswer>({ now, keeps }),
    reference: new DatabaseMemory<ReferenceAnswer>({ now, keeps }),
  };
}

function textIn(history: ReadonlyMap<number, HistoryRow> | undefined): number {
  let characters = 0;
  for (const { script } of history?.values() ?? []) characters += script.length;
  return characters;
}
