import fs from 'node:fs';
import path from 'node:path';
import { toProject } from '../../src/core/project/projects.ts';
import type { Runtime } from '../../src/core/runtime.ts';
import { handlers } from '../../src/engine/handlers.ts';
import { processFacts } from '../../src/processFacts.ts';
import { middle } from '../lib/contest.ts';

/** Milliseconds, middle of all rounds. */
export interface WarmStatus {
  /** Work of the engine until it has an answer. */
  readonly work: number;
  /** Making text of the answer, as it is sent. */
  readonly text: number;
}

/** Times of a request for the status when all but one script are as they were at the last one. */
export async function warmStatus(
  database: string,
  migrations: string,
  rounds: number,
): Promise<WarmStatus> {
  const folder = path.dirname(database);
  const project = toProject({ name: 'default' }, { folder }, { database, migrations });
  const ask = () => handlers.status({ project, openDatabase: true }, runtimeIn);
  // What changed within a few seconds before a look is looked at again.
  await new Promise((resolve) => setTimeout(resolve, 3500));
  await ask();
  const [first = ''] = fs.readdirSync(migrations);
  const times: { readonly work: number; readonly text: number }[] = [];
  // The first rounds are slower: this process has not compiled what it runs.
  for (let round = -3; round < rounds; round += 1) {
    fs.appendFileSync(path.join(migrations, first), `-- round ${round}\n`);
    const started = performance.now();
    const answer = await ask();
    const answered = performance.now();
    JSON.stringify(answer);
    const work = answered - started;
    if (round >= 0) times.push({ work, text: performance.now() - answered });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    work: middle(times.map(({ work }) => work)),
    text: middle(times.map(({ text }) => text)),
  };
}

function runtimeIn(cwd: string): Runtime {
  return {
    now: () => new Date(),
    env: process.env,
    cwd,
    platform: process.platform,
    pid: process.pid,
    signal: new AbortController().signal,
    node: processFacts(),
    emit: () => {},
  };
}
