import type { Uri } from 'vscode';
import type { EngineClient } from '../engine/client.ts';
import type { Changes } from './changes.ts';
import type { CurrentProject } from './currentProject.ts';
import type { Log } from './log.ts';
import type { Projects } from './projects.ts';

/** What features get from the composition root. */
export interface Services {
  readonly log: Log;
  readonly engine: EngineClient;
  readonly projects: Projects;
  readonly current: CurrentProject;
  readonly changes: Changes;
  /** Folder of the extension. */
  readonly extensionUri: Uri;
}
