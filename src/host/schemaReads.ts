import path from 'node:path';
import type { Renames } from '../core/schema/change.ts';
import type { OriginSubject } from '../core/replay/origin.ts';
import type { EngineClient, MutationMethod } from '../engine/client.ts';
import type { EngineRequests } from '../engine/protocol.ts';
import { codeParams } from './codeParams.ts';
import { withLateProgress } from './lateProgress.ts';
import type { ProjectEntry } from './projectEntry.ts';
import { isTrusted } from './trust.ts';

/** How the live schema differs from the desired one, and what would make it equal. */
export type Comparison = EngineRequests['diff']['result'];
/** Tables, views and the rest of the working database. */
export type SchemaContent = EngineRequests['schema']['result'];

/**
 * Compares the live schema with the desired one, which may run the project's own code. Nothing is written.
 * Rejects with the engine's errors, and in Restricted Mode.
 */
export async function readComparison(
  engine: EngineClient,
  entry: ProjectEntry,
  renames?: Renames,
): Promise<Comparison> {
  const name = path.basename(entry.project.database);
  const title = `Comparing the schema of ${name} with the desired one`;
  return read(engine, {
    method: 'diff',
    params: { ...codeParams(entry), ...(renames !== undefined && { renames }) },
    title,
  });
}

/**
 * The schema after the migrations up to `version`, as SQL text, by replay in an empty database. `scripts` lets it run
 * those that are programs. Rejects with the engine's errors, and in Restricted Mode.
 */
export async function readSchemaAt(
  engine: EngineClient,
  entry: ProjectEntry,
  { version, scripts }: { readonly version: number; readonly scripts: boolean },
): Promise<string> {
  const title = `Replaying the migrations up to version ${version}`;
  const params = { ...codeParams(entry), version, scripts };
  return (await read(engine, { method: 'schemaAt', params, title })).sql;
}

/** The migration that made an object as it is. Rejects with the engine's errors, and in Restricted Mode. */
export async function readOrigin(
  engine: EngineClient,
  entry: ProjectEntry,
  { scripts, ...subject }: OriginSubject & { readonly scripts: boolean },
): Promise<EngineRequests['origin']['result']> {
  const title = `Looking for the migration that made ${subject.name}`;
  const params = { ...codeParams(entry), ...subject, scripts };
  return read(engine, { method: 'origin', params, title });
}

let count = 0;

/** Asks in a process of its own: it may take long, run code of the project, and be cancelled. */
async function read<M extends MutationMethod>(
  engine: EngineClient,
  request: {
    readonly method: M;
    readonly params: EngineRequests[M]['params'];
    readonly title: string;
  },
): Promise<EngineRequests[M]['result']> {
  if (!isTrusted()) throw new Error('this needs a trusted workspace');
  // Nothing is changed, so several may go on at a time.
  count += 1;
  const key = `schema ${count}`;
  return withLateProgress(request.title, async (signal) =>
    engine.mutate(request.method, request.params, { key, signal }),
  );
}
