import fs from 'node:fs';
import path from 'node:path';
import { lintText } from '../../src/core/lint/lintText.ts';
import { toProject } from '../../src/core/project/projects.ts';
import { ImageCache } from '../../src/core/replay/imageCache.ts';
import { checkScript } from '../../src/core/script/assist.ts';
import { systemRuntime } from '../../src/systemRuntime.ts';
import { contest, exponentOf, middle } from '../lib/contest.ts';
import { folder } from '../lib/folder.ts';
import { writeMigrations } from '../lib/migrations.ts';
import { ours } from '../lib/programs.ts';
import type { Section } from '../lib/report.ts';

/** From a keystroke to its Problems: the engine's work for a text that changes, behind scripts that are applied. */
export async function typingTopic(sizes: readonly number[], rounds: number): Promise<Section> {
  const measured = [];
  for (const size of sizes) measured.push(await measure(size, rounds));
  const points = measured.map(({ size, later }) => ({ size, value: later }));
  return {
    title: 'From a keystroke to its Problems',
    text: 'A script of 20 statements is checked each time it changes, as the editor asks for it 0.3 s after the last key: every statement is compiled with those before it, and the linter looks at it. The engine runs in a process of its own, so typing itself never waits for this.',
    head: ['applied scripts', 'first time', 'each time after'],
    rows: measured.map(({ size, first, later }) => [
      size.toLocaleString('en'),
      `${first.toFixed(0)} ms`,
      `${later.toFixed(0)} ms`,
    ]),
    goals: [
      {
        text: `grows slower than the number of scripts: n^${exponentOf(points).toFixed(2)}`,
        met: exponentOf(points) < 1,
      },
    ],
    plot: {
      file: 'typing',
      title: 'A check after a keystroke, milliseconds by applied scripts',
      series: [{ name: 'check', points }],
    },
  };
}

async function measure(size: number, rounds: number) {
  const place = folder('typing');
  const { plain } = writeMigrations(place, size);
  const database = path.join(place, 'app.db');
  const own = (...words: string[]) => [...ours, ...words, '--db', database, '--migrations', plain];
  contest([{ name: 'create', command: own('create') }], 1);
  contest([{ name: 'run', command: own('run', '--atomic') }], 1);
  const file = path.join(plain, `${String(size + 1).padStart(4, '0')}-next.sql`);
  fs.writeFileSync(file, '');
  const project = toProject(
    { name: 'default' },
    { folder: place },
    { database, migrations: plain },
  );
  const runtime = systemRuntime();
  const cache = new ImageCache();
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const text = scriptText(round);
    const started = performance.now();
    checkScript({ project, file, text });
    await lintText(project, file, text, runtime, cache);
    times.push(performance.now() - started);
  }
  const [first = Number.NaN, ...later] = times;
  return { size, first, later: middle(later) };
}

function scriptText(round: number): string {
  return Array.from(
    { length: 20 },
    (_, at) => `ALTER TABLE t0 ADD COLUMN typed_${round}_${at} TEXT; -- ${'x'.repeat(round)}\n`,
  ).join('');
}
