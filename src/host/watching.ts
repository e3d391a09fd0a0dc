import path from 'node:path';
import * as vscode from 'vscode';
import type { Project } from '../core/project/project.ts';
import { concernsDatabase } from './databaseKey.ts';
import { Debounced } from './debounce.ts';
import { messageOf, type Log } from './log.ts';
import type { ProjectEntry } from './projectEntry.ts';
import type { Projects } from './projects.ts';

const DELAY_MS = 150;
/** What makes a folder, or a folder directly in it, a project. */
const PROJECT_SIGNS = '{,*/}{.fastmigrate,migrations,migrations/*,*.migrations}';

/** Refreshes the projects when their files or databases change, whoever changes them. Never polls. */
export function registerWatching(projects: Projects, log: Log): vscode.Disposable {
  const rediscover = new Debounced<true>(DELAY_MS, () => void projects.discover());
  const reread = new Debounced<string>(DELAY_MS, (keys) => {
    for (const key of keys) void projects.refresh(key);
  });
  const check = new Debounced<string>(DELAY_MS, (keys) => {
    for (const key of keys) void projects.refreshIfChanged(key);
  });
  const watching = new Watching(log, { rediscover, reread, check });
  watching.follow(projects.entries);
  return vscode.Disposable.from(
    rediscover,
    reread,
    check,
    watching,
    projects.onDidChange((entry) => entry === undefined && watching.follow(projects.entries)),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      rediscover.add(true);
      watching.follow(projects.entries);
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => rediscover.add(true)),
    // Network drives may not tell of changes. Looking at the file times is cheap.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) for (const { key } of projects.entries) check.add(key);
    }),
  );
}

/** Folders whose files belong to a project beside its scripts. */
function furtherFolders(project: Project): readonly string[] {
  const backups = project.backups === undefined ? [] : [project.backups];
  if (project.convention === 'fastmigrate') return backups;
  return [
    ...(backups.length === 0 ? [`${project.database}.bak`] : backups),
    path.join(project.migrations, 'views_indexes_triggers'),
  ];
}

/** The folders below the workspace folder that a project's scripts and database are in, at any depth. */
function foldersAround({ migrations, database }: Project): readonly string[] {
  const around = new Set<string>();
  for (const inner of [migrations, path.dirname(database)]) {
    const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(inner))?.uri.fsPath;
    if (root === undefined) continue;
    for (let folder = inner; folder.length > root.length; folder = path.dirname(folder))
      around.add(folder);
  }
  return [...around];
}

function referenceOf({ reference, convention, database }: Project): string | undefined {
  return reference ?? (convention === 'tuplesaver' ? `${database}.ref` : undefined);
}

/** Extensions of sources that are programs, and so may be in several files. */
const CODE = /^\.(?:[cm]?[jt]s|py|sh)$/;
/** Extensions of sources that are no folder. */
const FILE = /^\.(?:[cm]?[jt]s|py|sh|sql|db|db3|sqlite|sqlite3)$/;
/** Folders with code of others. */
const FOREIGN = /(?:^|[\\/])(?:node_modules|\.[^\\/]+)[\\/]/;

interface Reactions {
  readonly rediscover: Debounced<true>;
  readonly reread: Debounced<string>;
  readonly check: Debounced<string>;
}

class Watching implements vscode.Disposable {
  readonly #log: Log;
  readonly #react: Reactions;
  readonly #watchers = new Map<string, vscode.Disposable>();

  constructor(log: Log, react: Reactions) {
    this.#log = log;
    this.#react = react;
  }

  /** Watches what these projects and the open folders need; keeps the watchers that are there already. */
  follow(entries: readonly ProjectEntry[]): void {
    const wanted = new Map<string, () => vscode.Disposable>();
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      if (folder.uri.scheme !== 'file') continue;
      wanted.set(`folder ${folder.uri.toString()}`, () => this.#folder(folder));
    }
    for (const { key, project } of entries) {
      wanted.set(`scripts ${key}`, () => this.#scripts(project.migrations, key));
      // Thousands of files change in a run over them; its end and Refresh look again.
      if (project.fleet === undefined)
        wanted.set(`database ${key}`, () => this.#database(project.database, key));
      for (const folder of furtherFolders(project))
        wanted.set(`further ${folder} ${key}`, () => this.#scripts(folder, key));
      for (const folder of foldersAround(project))
        wanted.set(`around ${folder}`, () => this.#whole(folder));
      const reference = referenceOf(project);
      if (reference !== undefined)
        wanted.set(`reference ${reference} ${key}`, () => this.#reference(reference, key));
      const desired = project.schema;
      // What a command reads is not known: Refresh looks again.
      if (desired !== undefined && !desired.startsWith('!'))
        wanted.set(`desired ${desired} ${key}`, () => this.#desired(desired, key));
      if (project.configFile !== undefined) {
        const { configFile } = project;
        wanted.set(`config ${configFile}`, () => this.#config(configFile));
      }
    }
    for (const [name, watcher] of this.#watchers) {
      if (wanted.has(name)) continue;
      watcher.dispose();
      this.#watchers.delete(name);
    }
    for (const [name, make] of wanted)
      if (!this.#watchers.has(name)) this.#watchers.set(name, make());
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#watchers.clear();
  }

  #folder(folder: vscode.WorkspaceFolder): vscode.Disposable {
    // The editor watches workspace folders anyway: these patterns only filter its events.
    const again = (): void => this.#react.rediscover.add(true);
    return vscode.Disposable.from(
      this.#watch(folder.uri, PROJECT_SIGNS, { created: again, deleted: again }),
      // Of a folder that is moved or deleted with all it holds, only the folder itself is told.
      this.#watch(folder.uri, '*', { created: this.#ifFolder(again), deleted: again }),
    );
  }

  /** Looks again when this folder comes or goes with all it holds. */
  #whole(folder: string): vscode.Disposable {
    const { dir, base } = path.parse(folder);
    const ours = (uri: vscode.Uri): void => {
      if (path.basename(uri.fsPath) === base) this.#react.rediscover.add(true);
    };
    return this.#watch(vscode.Uri.file(dir), '*', { created: ours, deleted: ours });
  }

  #ifFolder(then: () => void): (uri: vscode.Uri) => void {
    return (uri) =>
      void vscode.workspace.fs.stat(uri).then(
        ({ type }) => (type & vscode.FileType.Directory) !== 0 && then(),
        // It is gone again, which is told as well.
        () => undefined,
      );
  }

  #scripts(folder: string, key: string): vscode.Disposable {
    const again = (): void => this.#react.reread.add(key);
    return this.#watch(vscode.Uri.file(folder), '*', {
      created: again,
      changed: again,
      deleted: again,
    });
  }

  #reference(file: string, key: string): vscode.Disposable {
    const again = (): void => this.#react.reread.add(key);
    const { dir, base } = path.parse(file);
    // A name with brackets would be read as a pattern, so the folder is watched.
    const ours = (uri: vscode.Uri): void => {
      if (path.basename(uri.fsPath) === base) again();
    };
    return this.#watch(vscode.Uri.file(dir), '*', { created: ours, changed: ours, deleted: ours });
  }

  /** The source of the desired schema: a file, or the files of a folder; of code, the modules beside it as well. */
  #desired(source: string, key: string): vscode.Disposable {
    const again = (): void => this.#react.reread.add(key);
    const { dir, base, ext } = path.parse(source);
    // Below a workspace folder the editor watches anyway; elsewhere a deep pattern could cost a lot.
    const deep =
      CODE.test(ext) && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(dir)) !== undefined;
    const ours = (uri: vscode.Uri): void => {
      const inside = path.relative(dir, uri.fsPath);
      if (concernsDatabase(path.basename(uri.fsPath), base) || (deep && !FOREIGN.test(inside)))
        again();
    };
    const glob = deep ? `{*,**/*${ext}}` : '*';
    return vscode.Disposable.from(
      this.#watch(vscode.Uri.file(dir), glob, { created: ours, changed: ours, deleted: ours }),
      ...(FILE.test(ext)
        ? []
        : [
            this.#watch(vscode.Uri.file(source), '*', {
              created: again,
              changed: again,
              deleted: again,
            }),
          ]),
    );
  }

  #database(database: string, key: string): vscode.Disposable {
    const base = path.basename(database);
    const again = (uri: vscode.Uri): void => {
      const name = path.basename(uri.fsPath);
      // The journal goes when a transaction of somebody else ends, be it without a change.
      const ended = name === `${base}-journal`;
      if (ended || concernsDatabase(name, base)) this.#react.check.add(key);
      else if (name.startsWith(`${base}.`) && name.endsWith('.backup')) this.#react.reread.add(key);
    };
    return this.#watch(vscode.Uri.file(path.dirname(database)), '*', {
      created: again,
      changed: again,
      deleted: again,
    });
  }

  #config(file: string): vscode.Disposable {
    const base = path.basename(file);
    const again = (uri: vscode.Uri): void => {
      if (path.basename(uri.fsPath) === base) this.#react.rediscover.add(true);
    };
    return this.#watch(vscode.Uri.file(path.dirname(file)), '*', {
      created: again,
      changed: again,
      deleted: again,
    });
  }

  #watch(
    folder: vscode.Uri,
    glob: string,
    on: Partial<Record<'created' | 'changed' | 'deleted', (uri: vscode.Uri) => void>>,
  ): vscode.Disposable {
    try {
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, glob),
        on.created === undefined,
        on.changed === undefined,
        on.deleted === undefined,
      );
      if (on.created !== undefined) watcher.onDidCreate(on.created);
      if (on.changed !== undefined) watcher.onDidChange(on.changed);
      if (on.deleted !== undefined) watcher.onDidDelete(on.deleted);
      return watcher;
    } catch (error) {
      // Refresh and the focus check still work.
      this.#log.warn(`cannot watch ${folder.fsPath}: ${messageOf(error)}`);
      return new vscode.Disposable(() => undefined);
    }
  }
}
