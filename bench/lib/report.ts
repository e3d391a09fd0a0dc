import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from '../../scripts/lib/project.ts';
import { plot } from './plot.ts';
import type { Series } from './plot.ts';

/** Something that was to be reached, and whether it was. */
export interface Goal {
  readonly text: string;
  readonly met: boolean;
}

/** What one topic has to say. */
export interface Section {
  readonly title: string;
  /** What was done, in plain sentences. */
  readonly text: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly goals?: readonly Goal[];
  readonly plot?: {
    readonly file: string;
    readonly title: string;
    readonly series: readonly Series[];
  };
}

const FOLDER = path.join(root, 'docs', 'performance');

/** Writes docs/performance.md, its plots, and what was measured as JSON for the next run to take over. */
export function writeReport(
  sections: ReadonlyMap<string, Section>,
  versions: readonly string[],
): void {
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(
    path.join(FOLDER, 'measured.json'),
    `${JSON.stringify(Object.fromEntries(sections), null, 1)}\n`,
  );
  for (const { plot: drawing } of sections.values())
    if (drawing !== undefined)
      fs.writeFileSync(
        path.join(FOLDER, `${drawing.file}.svg`),
        plot(drawing.title, drawing.series),
      );
  const text = [
    '# Performance',
    '',
    'Made by `npm run bench`, which runs every program beside this one, turn by turn, as whole processes. Times differ from',
    'machine to machine, so what counts are the ratios: the middle of those of all rounds, with the lowest and the highest.',
    'What was tried to get here is in [performance-notes.md](performance-notes.md).',
    '',
    `Machine: ${os.cpus()[0]?.model.trim() ?? 'unknown'}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.arch()}.`,
    `Versions: ${versions.join(', ')}.`,
    '',
    ...[...sections.values()].flatMap(sectionText),
  ];
  fs.writeFileSync(path.join(root, 'docs', 'performance.md'), `${text.join('\n').trimEnd()}\n`);
}

/** What an earlier run measured, by topic. */
export function earlier(): Map<string, Section> {
  const file = path.join(FOLDER, 'measured.json');
  if (!fs.existsSync(file)) return new Map();
  return new Map(
    Object.entries(JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, Section>),
  );
}

function sectionText({ title, text, head, rows, goals = [], plot: drawing }: Section): string[] {
  return [
    `## ${title}`,
    '',
    text,
    '',
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
    ...goals.map((goal) => `- ${goal.met ? 'Met' : 'Not met'}: ${goal.text}`),
    ...(goals.length > 0 ? [''] : []),
    ...(drawing === undefined ? [] : [`![${drawing.title}](performance/${drawing.file}.svg)`, '']),
  ];
}
