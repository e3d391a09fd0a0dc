import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createDatabase } from '../../src/core/database/version.ts';
import type { EngineEvent } from '../../src/core/events.ts';
import type { Project } from '../../src/core/project/project.ts';
import { runPending } from '../../src/core/migration/run.ts';
import type { RunReport } from '../../src/core/migration/report.ts';
import type { RunOptions } from '../../src/core/migration/runOptions.ts';
import { readStatus } from '../../src/core/migration/status.ts';
import type { StatusReport } from '../../src/core/migration/report.ts';
import type { Runtime } from '../../src/core/runtime.ts';
import { execute } from './database.ts';

/** A project in a temporary folder, with a runtime that keeps the events. */
export interface Made {
  readonly folder: string;
  readonly project: Project;
  readonly database: string;
  readonly events: EngineEvent[];
  readonly runtime: Runtime;
  /** Writes one script, or several. */
  add(scripts: Readonly<Record<string, string | Uint8Array>>): void;
  run(options?: RunOptions): Promise<RunReport>;
  status(): StatusReport;
}

export interface ProjectParts {
  /** Files of the migrations folder by name. */
  readonly scripts?: Readonly<Record<string, string | Uint8Array>>;
  /** `versioned` (version 0), `none`, or SQL that makes an unversioned database. */
  readonly database?: 'versioned' | 'none' | { readonly sql: string };
  readonly project?: Partial<Project>;
  readonly runtime?: Partial<Runtime>;
}

const folders: string[] = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new empty folder that is gone when the tests end. Its name has a space and other letters, as folders of people do. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "fastmigrate töst's ")));
  folders.push(folder);
  return folder;
}

/** Makes a project: folder, scripts and database. */
export function makeProject(parts: ProjectParts = {}): Made {
  const folder = temporaryFolder();
  const database = join(folder, 'data', 'app.db');
  const project: Project = {
    name: 'default',
    root: folder,
    database,
    migrations: join(folder, 'migrations'),
    convention: 'fastmigrate',
    history: true,
    ...parts.project,
  };
  mkdirSync(project.migrations, { recursive: true });
  mkdirSync(dirname(database), { recursive: true });
  const { events, runtime } = makeRuntime(folder, parts.runtime);
  const made: Made = {
    folder,
    project,
    database,
    events,
    runtime,
    add: (scripts) => {
      for (const [name, text] of Object.entries(scripts))
        writeFileSync(join(project.migrations, name), text);
    },
    run: (options = {}) => runPending(project, options, runtime),
    status: () => readStatus(project, { openDatabase: true }),
  };
  made.add(parts.scripts ?? {});
  const content = parts.database ?? 'versioned';
  if (content === 'versioned') createDatabase(database);
  else if (content !== 'none') execute(database, content.sql);
  return made;
}

/** A runtime on this process's clock and environment, with the events it was given. */
export function makeRuntime(
  cwd: string,
  changes: Partial<Runtime> = {},
): { readonly events: EngineEvent[]; readonly runtime: Runtime } {
  const events: EngineEvent[] = [];
  return {
    events,
    runtime: {
      now: () => new Date(),
      env: process.env,
      cwd,
      platform: process.platform,
      pid: process.pid,
      emit: (event) => void events.push(event),
      ...changes,
    },
  };
}
