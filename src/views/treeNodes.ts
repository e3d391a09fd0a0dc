import type { BackendInfo, MigrationReport, StatusReport } from '../core/migration/report.ts';
import type { FleetResult, VersionGroup } from '../core/fleet/fleetReport.ts';
import {
  firstScript,
  hasReferencePlace,
  type ConfigFailure,
  type ProjectEntry,
} from '../host/projectEntry.ts';
import type { SchemaNode } from './schemaTree.ts';

/** A row that says something about a project and offers what to do about it. */
export interface Notice {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** All of it, for the tooltip, where the label is shorter. */
  readonly detail?: string;
  readonly icon: string;
  readonly color?: string;
  /** Command that clicking the row runs; it gets the project's node. */
  readonly command?: { readonly id: string; readonly title: string };
}

interface FleetNode {
  readonly key: string;
  /** The databases of the project, which theirs is one of. */
  readonly pattern: string;
}

/** A row of the migrations view. */
export type TreeNode =
  | { readonly type: 'folder'; readonly name: string; readonly path: string }
  | { readonly type: 'project'; readonly key: string; readonly entry: ProjectEntry }
  | {
      readonly type: 'script';
      readonly key: string;
      readonly entry: ProjectEntry;
      readonly migration: MigrationReport;
    }
  /** Scripts of which there are too many for one level, by their place in the list. */
  | {
      readonly type: 'range';
      readonly key: string;
      readonly entry: ProjectEntry;
      readonly index: number;
    }
  | { readonly type: 'notice'; readonly key: string; readonly notice: Notice }
  | { readonly type: 'drift'; readonly key: string; readonly entry: ProjectEntry }
  /** One difference between the live schema and the desired one, by its place in the list. */
  | {
      readonly type: 'change';
      readonly key: string;
      readonly text: string;
      readonly index: number;
    }
  | { readonly type: 'schema'; readonly key: string }
  | SchemaNode
  | (FleetNode & { readonly type: 'fleetFailure'; readonly result: FleetResult })
  | (FleetNode & { readonly type: 'fleetGroup'; readonly group: VersionGroup })
  | (FleetNode & { readonly type: 'fleetFile'; readonly database: string })
  | { readonly type: 'reference'; readonly key: string; readonly entry: ProjectEntry }
  | { readonly type: 'config'; readonly failure: ConfigFailure };

/** What a project's rows begin with: everything that is not about one script. */
export function noticesOf(entry: ProjectEntry, trusted: boolean): readonly Notice[] {
  const notices: Notice[] = [];
  if (!trusted) notices.push(RESTRICTED);
  const { status, problem } = entry;
  if (problem !== undefined) notices.push(trouble(problem.code, problem.message));
  if (status?.interrupted !== undefined) {
    notices.push({
      id: 'interrupted',
      label: `Run interrupted in ${status.interrupted.file}`,
      description: 'click to recover',
      icon: 'debug-disconnect',
      color: 'fastmigrate.failedForeground',
      command: { id: 'fastmigrate.recover', title: 'Recover' },
    });
  }
  if (status?.state === 'ABSENT') notices.push(ABSENT);
  if (status?.state === 'UNVERSIONED') notices.push(unversioned(status));
  if (status?.backend !== undefined) {
    notices.push(backendNotice(status.backend));
    if (entry.project.schema !== undefined) notices.push(UNCOMPARED);
  }
  for (const error of status?.errors ?? []) {
    // Names are said on the script's own row.
    if (error.code === 'invalid-migration' || error.code === 'duplicate-version') continue;
    notices.push(trouble(error.code, error.message));
  }
  return notices;
}

/** Whether a project has a reference, or the place for one. */
export function showsReference({ project, status }: ProjectEntry): boolean {
  if (status?.reference !== undefined) return true;
  return hasReferencePlace(project) && status !== undefined && status.state !== 'ABSENT';
}

/** What a person reads to tell projects apart: the database's path as seen from its workspace folder. */
export function projectLabel({ project, folder }: ProjectEntry): string {
  const base = folder.uri.fsPath;
  const inside =
    project.database.startsWith(base) && /[\\/]/.test(project.database.charAt(base.length));
  return inside ? project.database.slice(base.length + 1) : project.database;
}

const RESTRICTED: Notice = {
  id: 'restricted',
  label: 'Version hidden until trusted',
  icon: 'workspace-untrusted',
  command: { id: 'workbench.trust.manage', title: 'Manage Workspace Trust' },
};

const ABSENT: Notice = {
  id: 'absent',
  label: 'No database yet',
  description: 'click to create it',
  icon: 'database',
  command: { id: 'fastmigrate.create', title: 'Create Database' },
};

const UNVERSIONED: Notice = {
  id: 'unversioned',
  label: 'Not under management yet',
  description: 'click to enroll',
  icon: 'verified',
  command: { id: 'fastmigrate.enroll', title: 'Enroll Database' },
};

/** A database that may hold what the scripts make: which of them, only a person knows. */
const UNNUMBERED: Notice = {
  ...UNVERSIONED,
  description: 'click to set its version',
  command: { id: 'fastmigrate.baseline', title: 'Set Version by Hand' },
};

function unversioned(status: StatusReport): Notice {
  if (status.backend !== undefined) return UNMIGRATED;
  return firstScript(status) === undefined ? UNVERSIONED : UNNUMBERED;
}

const UNLOADED: Omit<Notice, 'id'> = {
  label: 'Desired schema cannot be loaded',
  description: 'click to open it',
  icon: 'error',
  color: 'fastmigrate.failedForeground',
  command: { id: 'fastmigrate.openDesired', title: 'Open Desired Schema' },
};

const UNMIGRATED: Notice = {
  id: 'unmigrated',
  label: 'No version record yet',
  description: 'the first run makes it',
  icon: 'database',
  command: { id: 'fastmigrate.run', title: 'Run Pending Migrations' },
};

/** The desired schema is there, and nothing says whether the database is so. */
const UNCOMPARED: Notice = {
  id: 'uncompared',
  label: 'Desired schema not compared',
  description: 'SQLite files only',
  icon: 'info',
};

/** What stands in for SQLite, and what cannot be had there. */
function backendNotice({ name, file, missing }: BackendInfo): Notice {
  const module = file.split(/[\\/]/).at(-1) ?? file;
  const description = missing.length === 0 ? `through ${module}` : `no ${missing.join(', no ')}`;
  return {
    id: 'backend',
    label: name === module ? `Backend ${name}` : name,
    description,
    icon: 'plug',
  };
}

const TROUBLE: Readonly<Record<string, Omit<Notice, 'id'>>> = {
  busy: {
    label: 'Locked by another program',
    description: 'click to try again',
    icon: 'lock',
    command: { id: 'fastmigrate.refresh', title: 'Refresh' },
  },
  'not-a-database': {
    label: 'Not a usable database',
    description: 'click to restore a backup',
    icon: 'error',
    color: 'fastmigrate.failedForeground',
    command: { id: 'fastmigrate.restore', title: 'Restore Backup' },
  },
  'bad-version-record': {
    label: 'Version record cannot be used',
    description: 'click to set the version',
    icon: 'error',
    color: 'fastmigrate.failedForeground',
    command: { id: 'fastmigrate.baseline', title: 'Set Version' },
  },
  'bad-backend': {
    label: 'Hooks cannot be used',
    description: 'click for the log',
    icon: 'plug',
    color: 'fastmigrate.failedForeground',
    command: { id: 'fastmigrate.showLog', title: 'Show Log' },
  },
  'backend-failed': {
    label: 'Database cannot be reached',
    description: 'click to try again',
    icon: 'plug',
    color: 'fastmigrate.failedForeground',
    command: { id: 'fastmigrate.refresh', title: 'Refresh' },
  },
  'schema-failed': UNLOADED,
  'schema-source-failed': UNLOADED,
  'no-migrations-folder': {
    label: 'No migrations folder',
    description: 'click to write the first migration',
    icon: 'folder',
    command: { id: 'fastmigrate.new', title: 'New Migration' },
  },
};

function trouble(code: string, message: string): Notice {
  const known = TROUBLE[code];
  if (known !== undefined) return { id: code, detail: message, ...known };
  return {
    id: code,
    label: message,
    description: 'click for the log',
    icon: 'error',
    color: 'fastmigrate.failedForeground',
    command: { id: 'fastmigrate.showLog', title: 'Show Log' },
  };
}
