import { spawnSync } from 'node:child_process';
import { decodeSql } from './sqlText.ts';
import { sourceFailure } from './sourceKind.ts';

/** How long code may take to tell the desired schema, in milliseconds, where nothing else is said. */
export const SOURCE_TIMEOUT = 60_000;

const MOST_OUTPUT = 64 * 1024 * 1024;
/** Characters of what a program said that an error carries. */
const OUTPUT_TAIL = 4000;

/** A program that prints DDL. */
export interface SourceCommand {
  /** What messages call it. */
  readonly source: string;
  readonly words: readonly string[];
  /** Folder that it starts in. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/**
 * What a program prints on its standard output, without a shell and without input.
 * Throws `schema-source-failed` unless it exits with 0 in time and printed something.
 */
export function printedBy({ source, words, cwd, env, timeoutMs }: SourceCommand): string {
  const [program = '', ...rest] = words;
  const { error, status, signal, stdout, stderr } = spawnSync(program, rest, {
    cwd,
    // Python would otherwise take the encoding of the system, which is not UTF-8 everywhere.
    env: { PYTHONIOENCODING: 'utf-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: MOST_OUTPUT,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  const said = tail(stderr);
  if (error !== undefined)
    throw sourceFailure(source, reasonOf(error, program, timeoutMs), said, { cause: error });
  if (status !== 0)
    throw sourceFailure(
      source,
      `it ${signal === null ? `exited with ${status}` : `was ended by ${signal}`}`,
      said,
    );
  const text = decodeSql(stdout, source);
  // An empty schema would mean to drop everything, and silence is more likely a mistake.
  if (text.trim() === '') throw sourceFailure(source, 'it printed nothing', said);
  return text;
}

function reasonOf(error: Error, program: string, timeoutMs: number): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ETIMEDOUT') return `it took longer than ${timeoutMs / 1000} s and was ended`;
  if (code === 'ENOBUFS') return `it printed more than ${MOST_OUTPUT / 1024 / 1024} MB`;
  if (code === 'ENOENT') return `${program} was not found`;
  return `${program} cannot be started: ${error.message}`;
}

/** Where a program cannot be started there is no output. */
function tail(output: Uint8Array | null): string {
  return Buffer.from(output ?? [])
    .toString('utf8')
    .trim()
    .slice(-OUTPUT_TAIL);
}
