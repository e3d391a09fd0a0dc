import path from 'node:path';
import type { Location } from 'vscode';
import type { ErrorReport } from '../core/errors.ts';
import { EngineCancelled, EngineExited, EngineFailed } from '../engine/engineError.ts';
import { messageOf } from '../host/log.ts';
import { flash, notifyFailure, placeOf } from '../host/notify.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import type { Services } from '../host/services.ts';

/** What holds of any change whose process was killed. */
const CUT_OFF =
  'What was done until then shows in the view. What was cut off is undone, at the latest by the next run';

/** Tells of whatever a change of a database was rejected with. */
export function tellRejection({ log }: Services, what: string, error: unknown): void {
  if (error instanceof EngineCancelled) {
    const { recovery } = error;
    if (recovery === undefined) {
      log.info(`${what}: cancelled`);
      return flash('Cancelled. Nothing was left half done');
    }
    return notifyFailure(
      log,
      `${what} was cancelled, but putting the database back failed`,
      recovery,
    );
  }
  const place = error instanceof EngineFailed ? failedPlace(error) : undefined;
  const message =
    error instanceof EngineExited ? `${messageOf(error)}. ${CUT_OFF}` : messageOf(error);
  notifyFailure(log, what, { message, ...(place !== undefined && { place }) });
}

/** Tells of a failed run, and remembers it for the tree and the Problems panel where a script is to blame. */
export function tellRunFailure(
  { log, projects }: Services,
  entry: ProjectEntry,
  failure: ErrorReport,
): void {
  const script = scriptOf(entry, failure);
  if (script === undefined) return notifyFailure(log, 'Migrations were not run', failure);
  const message = toldMessage(failure);
  projects.setFailure(entry.key, { ...failure, message, file: script });
  const name = path.basename(script);
  const line = failure.line === undefined ? '' : `, line ${failure.line}`;
  if (failure.statement !== undefined) log.error(`in: ${failure.statement}`);
  notifyFailure(log, `${name}${line}`, {
    message,
    place: placeOf(failure, script),
    ...(failure.code === 'script-not-started' && { setting: interpreterSetting(script) }),
  });
}

/** What a script printed last says more than its exit code; in a terminal it stands there already. */
function toldMessage({ complaint, message }: ErrorReport): string {
  if (complaint === undefined) return message;
  return `${complaint.replace(/\.$/, '')}. ${message.charAt(0).toUpperCase()}${message.slice(1)}`;
}

function interpreterSetting(script: string): string {
  return script.endsWith('.py') ? 'fastmigrate.pythonPath' : 'fastmigrate.shellPath';
}

function scriptOf(entry: ProjectEntry, failure: ErrorReport): string | undefined {
  if (failure.file === undefined) return undefined;
  const name = path.basename(failure.file);
  return entry.status?.migrations.find((migration) => migration.file === name)?.path;
}

function failedPlace({ data: { failure } }: EngineFailed): Location | undefined {
  if (!('line' in failure) || failure.line === undefined || !path.isAbsolute(failure.file))
    return undefined;
  const column = 'column' in failure ? { column: failure.column } : {};
  return placeOf(
    { code: failure.code, message: '', changed: false, line: failure.line, ...column },
    failure.file,
  );
}
