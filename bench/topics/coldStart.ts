import fs from 'node:fs';
import path from 'node:path';
import { contest, middle, ratioOf } from '../lib/contest.ts';
import type { Contestant } from '../lib/contest.ts';
import { folder, removeDatabase } from '../lib/folder.ts';
import { writeMigrations } from '../lib/migrations.ts';
import { dbmate, ours, pythonFastmigrate } from '../lib/programs.ts';
import type { Section } from '../lib/report.ts';
import { ratioText } from '../lib/text.ts';

/** One pending migration, from the start of the process to its end. */
export function coldStartTopic(rounds: number): Section {
  const python = pythonFastmigrate();
  const times = contest(contestants(), rounds);
  const [node, run] = times;
  if (node === undefined || run === undefined) throw new Error('nothing was measured');
  const ratio = ratioOf(run, node);
  return {
    title: 'Cold start',
    text: `One pending migration on the command line, the whole process with its start.${python === undefined ? ' The Python package could not be imported here; the last row is what Python itself takes to start with its SQLite.' : ''}`,
    head: ['', 'time', 'to `node -e 0`'],
    rows: times.map((each) => [
      each.name,
      `${middle(each.times).toFixed(0)} ms`,
      ratioText(ratioOf(each, node)),
    ]),
    goals: [
      { text: `at most 2.5 times \`node -e 0\`: ${ratioText(ratio)}`, met: ratio.middle <= 2.5 },
    ],
  };
}

function contestants(): Contestant[] {
  const place = folder('cold');
  const { plain, dbmate: scripts } = writeMigrations(place, 1);
  const fresh = path.join(place, 'fresh.db');
  contest([{ name: 'create', command: [...ours, 'create', '--db', fresh] }], 1);
  const again = (name: string) => () => {
    const database = path.join(place, `${name}.db`);
    removeDatabase(database);
    fs.copyFileSync(fresh, database);
  };
  const list: Contestant[] = [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    {
      name: 'fastmigrate run',
      prepare: again('run'),
      command: [...ours, 'run', '--db', path.join(place, 'run.db'), '--migrations', plain],
    },
    {
      name: 'fastmigrate status',
      prepare: again('status'),
      command: [...ours, 'status', '--db', fresh, '--migrations', path.join(place, 'none-pending')],
    },
    ...peers(place, plain, scripts, again('python')),
    { name: 'python3 -c "import sqlite3"', command: ['python3', '-c', 'import sqlite3'] },
  ];
  fs.mkdirSync(path.join(place, 'none-pending'));
  return list;
}

/** Those of the other programs that are there. */
function peers(
  place: string,
  plain: string,
  scripts: string,
  preparePython: () => void,
): Contestant[] {
  const mate = dbmate();
  const python = pythonFastmigrate();
  return [
    ...(mate === undefined
      ? []
      : [
          {
            name: 'dbmate up',
            prepare: () => removeDatabase(path.join(place, 'mate.db')),
            command: [
              mate,
              '--url',
              `sqlite:${path.join(place, 'mate.db')}`,
              '--migrations-dir',
              scripts,
              '--no-dump-schema',
              'up',
            ],
          },
        ]),
    ...(python === undefined
      ? []
      : [
          {
            name: 'fastmigrate (Python)',
            prepare: preparePython,
            command: [...python, path.join(place, 'python.db'), plain],
          },
        ]),
  ];
}
