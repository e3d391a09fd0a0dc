import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kill } from 'node:process';
import { dump } from '../support/database.ts';
import { untilExists } from '../support/process.ts';
import { makeProject } from '../support/project.ts';
import type { Made } from '../support/project.ts';

/** Writes into the database ten times a second for some seconds, and does not keep the output of the script open. */
const WRITER = `cat > writer.py <<'END'
import os, sqlite3, sys, time
open('writer.pid', 'w').write(str(os.getpid()))
for each in range(150):
    c = sqlite3.connect(sys.argv[1], timeout=30)
    c.execute('CREATE TABLE IF NOT EXISTS late (x)')
    c.execute('INSERT INTO late VALUES (1)')
    c.commit()
    c.close()
    open('wrote', 'w').close()
    time.sleep(0.1)
END
`;
const IN_FRONT = `${WRITER}echo $$ > script.pid; python3 writer.py "$1" >/dev/null 2>&1\n`;
const BEHIND = `${WRITER}python3 writer.py "$1" >/dev/null 2>&1 &\nwhile ! test -e wrote; do sleep 0.05; done; exit 3\n`;

/** Runs 0001-a.sh, which fails although something that it started would go on writing. */
async function failed(text: string, meanwhile: (made: Made) => Promise<void>): Promise<void> {
  const made = makeProject({ scripts: { '0001-a.sh': text } });
  const before = dump(made.database);
  const running = made.run();
  await meanwhile(made);
  const { error } = await running;
  assert.equal(error?.code, 'script-failed', error?.message);
  const writer = Number(readFileSync(join(made.folder, 'writer.pid'), 'utf8'));
  assert.ok(!isAlive(writer), 'something goes on writing');
  assert.deepEqual(dump(made.database), before);
}

/** Whether a process does something still: one that nobody waits for has ended all the same. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
}

describe('a script that fails while something that it started goes on writing', function () {
  this.timeout(20_000);

  it('ended alone by a signal: the rest is ended too, and the database stays as it was', async function () {
    if (process.platform !== 'linux') return;
    await failed(IN_FRONT, async ({ folder }) => {
      await untilExists(join(folder, 'wrote'));
      kill(Number(readFileSync(join(folder, 'script.pid'), 'utf8')), 'SIGKILL');
    });
  });

  it('by its own exit code: the same', async function () {
    if (process.platform !== 'linux') return;
    await failed(BEHIND, ({ folder }) => untilExists(join(folder, 'wrote')));
  });
});
