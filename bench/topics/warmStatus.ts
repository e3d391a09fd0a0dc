import fs from 'node:fs';
import path from 'node:path';
import { readStatus } from '../../src/core/migration/status.ts';
import { toProject } from '../../src/core/project/projects.ts';
import { middle } from '../lib/contest.ts';

/** Milliseconds of work for a status when all but one script are as they were at the last one. */
export async function warmStatus(
  database: string,
  migrations: string,
  rounds: number,
): Promise<number> {
  const project = toProject(
    { name: 'default' },
    { folder: path.dirname(database) },
    { database, migrations },
  );
  readStatus(project, { openDatabase: true });
  const [first = ''] = fs.readdirSync(migrations);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    fs.appendFileSync(path.join(migrations, first), `-- round ${round}\n`);
    const started = performance.now();
    readStatus(project, { openDatabase: true });
    times.push(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return middle(times);
}
