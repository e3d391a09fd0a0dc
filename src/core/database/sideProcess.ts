import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import type { Runtime } from '../runtime.ts';
import { fileErrorCode } from './failure.ts';
import { damageIn } from './faults.ts';
import { nodeSqlite, openImmutable } from './nodeSqlite.ts';
import type { FromSide, SideAnswer, SideOrder } from './sideProtocol.ts';
import { copyWholePages } from './wholePages.ts';
import { using } from './open.ts';

/** Data comes and goes in few large pieces, so little memory will do. */
const SMALL_HEAP = '--max-semi-space-size=1';

/**
 * Has another process do something. Resolves to undefined where there is no way to start one, or where it ended without
 * an answer, also because the signal was aborted. It is gone when this resolves, and has let go of its files.
 */
export async function workAside(
  order: SideOrder,
  { node, env, signal }: Pick<Runtime, 'node' | 'env' | 'signal'>,
  onPages: (pages: number) => void = () => {},
): Promise<SideAnswer | undefined> {
  if (node === undefined || signal?.aborted === true) return undefined;
  const child = started(node, env);
  if (child === undefined) return undefined;
  const end = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  try {
    return await answerOf(child, order, onPages);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

function started(
  node: NonNullable<Runtime['node']>,
  env: Runtime['env'],
): ChildProcess | undefined {
  try {
    return fork(node.entry, ['side-work'], {
      execPath: node.execPath,
      // Electron may not know options of V8.
      execArgv: node.electron ? [] : [SMALL_HEAP],
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  } catch (error) {
    // Some failures of the system are told by an event, others, such as no memory, in this way.
    if (error instanceof Error && 'syscall' in error) return undefined;
    throw error;
  }
}

function answerOf(
  child: ChildProcess,
  order: SideOrder,
  onPages: (pages: number) => void,
): Promise<SideAnswer | undefined> {
  return new Promise((resolve) => {
    let answer: SideAnswer | undefined;
    child.on('message', (message) => {
      const said = message as FromSide;
      if (said.type === 'pages') onPages(said.pages);
      else answer = said;
    });
    child.once('close', () => resolve(answer));
    // One that could not be started tells only this.
    child.once('error', () => {
      if (child.pid === undefined) resolve(undefined);
    });
    // One that is gone already is noticed by its end.
    child.send(order, () => undefined);
  });
}

/** The other side: does what is asked. `say` gets how far it is. */
export async function workOn(
  order: SideOrder,
  say: (message: FromSide) => void,
): Promise<SideAnswer> {
  try {
    if (order.type === 'check') return check(order.path);
    await copyWholePages(order, (pages) => say({ type: 'pages', pages }));
    // The last report is on its way before the answer.
    await turn();
    return { type: 'done' };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof Error && 'code' in error)) return { type: 'failed', message };
    return { type: 'failed', code: String(fileErrorCode(error)), message };
  }
}

/**
 * Bytes of the file that SQLite sees in place of reading them, which takes two thirds of the processor time. It takes
 * no more than 2 GB, and reads the rest. Where a page cannot be had any more this process ends, and only this one.
 */
const MAPPED = 2 ** 31;

/** It takes no lock, so that a process that outlives its parent for a moment is in nobody's way. */
function check(path: string): SideAnswer {
  const driver = nodeSqlite();
  if (driver === undefined) return { type: 'failed', message: 'this Node has no SQLite' };
  const problem = using(openImmutable(driver, path), (connection) => {
    connection.exec(`PRAGMA mmap_size = ${MAPPED}`);
    return damageIn(connection);
  });
  return problem === undefined ? { type: 'done' } : { type: 'problem', reason: problem };
}
