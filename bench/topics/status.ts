import fs from 'node:fs';
import path from 'node:path';
import { contest, exponentOf, middle, ratioOf } from '../lib/contest.ts';
import { folder } from '../lib/folder.ts';
import { writeMigrations } from '../lib/migrations.ts';
import { ours } from '../lib/programs.ts';
import type { Point } from '../lib/plot.ts';
import type { Goal, Section } from '../lib/report.ts';
import { ratioText } from '../lib/text.ts';
import { warmStatus } from './warmStatus.ts';

export const READER = `const fs = require('node:fs'); const folder = process.argv[1]; for (const name of fs.readdirSync(folder)) fs.readFileSync(folder + '/' + name);`;

/** The state of a project with many scripts, of which one was changed. */
export async function statusTopic(sizes: readonly number[], rounds: number): Promise<Section> {
  const measured = [];
  for (const size of sizes) measured.push(await measure(size, rounds));
  const last = measured.at(-1);
  if (last === undefined) throw new Error('no sizes');
  const warmPoints = measured.map(({ size, warm }) => ({ size, value: warm.work }));
  const coldPoints = measured.map(({ size, status }) => ({ size, value: middle(status.times) }));
  return {
    title: 'Status of many scripts',
    text: 'A project whose scripts are all applied and of which one was changed afterwards. Cold is the whole process of `fastmigrate status` beside a Node process that does nothing but read the files. Warm is the work of the engine process that serves the editor when it is asked again and one file has changed; the answer then becomes text for the editor.',
    head: ['scripts', 'reading the files', 'status, cold', 'ratio', 'status, warm', 'as text'],
    rows: measured.map(({ size, read, status, warm, cold }) => [
      size.toLocaleString('en'),
      `${middle(read.times).toFixed(0)} ms`,
      `${middle(status.times).toFixed(0)} ms`,
      ratioText(cold),
      `${warm.work.toFixed(1)} ms`,
      `${warm.text.toFixed(1)} ms`,
    ]),
    goals: goalsOf(last, warmPoints, coldPoints),
    plot: {
      file: 'status',
      title: 'Status, milliseconds',
      series: [
        { name: 'cold', points: coldPoints },
        { name: 'warm', points: warmPoints },
        {
          name: 'reading the files',
          points: measured.map(({ size, read }) => ({ size, value: middle(read.times) })),
        },
      ],
    },
  };
}

function goalsOf(
  last: Awaited<ReturnType<typeof measure>>,
  warmPoints: readonly Point[],
  coldPoints: readonly Point[],
): readonly Goal[] {
  return [
    {
      text: `warm, at most 30 ms of engine work for ${last.size.toLocaleString('en')} scripts: ${last.warm.work.toFixed(1)} ms`,
      met: last.warm.work <= 30,
    },
    {
      text: `cold, at most 1.5 times what reading the files costs: ${ratioText(last.cold)}`,
      met: last.cold.middle <= 1.5,
    },
    {
      text: `growth is linear: n^${exponentOf(warmPoints).toFixed(2)} warm, n^${exponentOf(coldPoints).toFixed(2)} cold`,
      met: exponentOf(warmPoints) < 1.2 && exponentOf(coldPoints) < 1.2,
    },
  ];
}

async function measure(size: number, rounds: number) {
  const place = folder('status');
  const { plain } = writeMigrations(place, size);
  const database = path.join(place, 'app.db');
  const own = (...words: string[]) => [...ours, ...words, '--db', database, '--migrations', plain];
  contest([{ name: 'create', command: own('create') }], 1);
  contest([{ name: 'run', command: own('run', '--atomic') }], 1);
  const [first = ''] = fs.readdirSync(plain);
  fs.appendFileSync(path.join(plain, first), '-- changed afterwards\n');
  const [read, status] = contest(
    [
      { name: 'read', command: [process.execPath, '-e', READER, plain] },
      { name: 'status', command: ['sh', '-c', '"$0" "$@"; true', ...own('status')] },
    ],
    rounds,
  );
  if (read === undefined || status === undefined) throw new Error('nothing was measured');
  const warm = await warmStatus(database, plain, rounds);
  return { size, read, status, warm, cold: ratioOf(status, read) };
}
