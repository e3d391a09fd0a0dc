import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { contest, exponentOf, middle, ratioOf } from '../lib/contest.ts';
import type { Times } from '../lib/contest.ts';
import { folder, removeDatabase } from '../lib/folder.ts';
import { ours } from '../lib/programs.ts';
import type { Goal, Section } from '../lib/report.ts';
import { ratioText } from '../lib/text.ts';

const SERIES = ['cp', 'stock', 'backup', 'stockRestore', 'restore', 'stockSame', 'same'] as const;

type Measured = { readonly size: number } & Readonly<Record<(typeof SERIES)[number], Times>>;

/** The files of one measurement. */
interface Place {
  readonly folder: string;
  readonly database: string;
  readonly rounds: number;
  /** Removes the copies that are there. */
  readonly clear: () => void;
  /** The command of the sqlite3 program that writes one. */
  readonly stockBackup: string;
}

/** Backup and restore of databases of some megabytes, beside `cp` and the sqlite3 program's `.backup`. */
export function backupTopic(megabytes: readonly number[], rounds: number): Section {
  const measured = megabytes.map((size) => measure(size, rounds));
  const last = measured.at(-1);
  if (last === undefined) throw new Error('no sizes');
  return {
    title: 'Backup and restore',
    text: 'The same database is copied by `cp` followed by `sync` of the copy, which takes no lock and checks nothing; by `.backup` of the sqlite3 program, which locks and syncs, and checks nothing; and by `fastmigrate backup`, which locks, checks, syncs, and gives the copy its name only then. A restore first makes a safety backup, so beside it stands `.backup` followed by `.restore` of the sqlite3 program; once where all pages differ, and once where none does. From 24 MB on, `fastmigrate` uses two more processes.',
    head: [
      'database',
      '`cp` and sync',
      'sqlite3 `.backup`',
      'fastmigrate backup',
      '`.backup` and `.restore`',
      'fastmigrate restore',
      'the same, nothing differs',
      'fastmigrate restore, nothing differs',
    ],
    rows: measured.map(({ size, ...times }) => [
      `${size} MB`,
      ...SERIES.map((name) => `${middle(times[name].times).toFixed(0)} ms`),
    ]),
    goals: goalsOf(measured, last),
    plot: {
      file: 'backup',
      title: 'Backup, milliseconds by megabytes',
      series: (['cp', 'stock', 'backup', 'restore'] as const).map((name) => ({
        name: {
          cp: 'cp',
          stock: 'sqlite3 .backup',
          backup: 'fastmigrate backup',
          restore: 'fastmigrate restore',
        }[name],
        points: measured.map((each) => ({ size: each.size, value: middle(each[name].times) })),
      })),
    },
  };
}

function goalsOf(measured: readonly Measured[], last: Measured): readonly Goal[] {
  const quicker = middle(last.cp.times) < middle(last.stock.times) ? last.cp : last.stock;
  const backup = ratioOf(last.backup, quicker);
  const restore = ratioOf(last.restore, last.stockRestore);
  const same = ratioOf(last.same, last.stockSame);
  const points = measured.map((each) => ({ size: each.size, value: middle(each.backup.times) }));
  return [
    {
      text: `backup at least 0.9 of the faster one: it takes ${ratioText(backup)}`,
      met: backup.middle <= 1 / 0.9,
    },
    {
      text: `restore at least 0.9 of sqlite3's: it takes ${ratioText(restore)}, and where nothing differs ${ratioText(same)}`,
      met: Math.max(restore.middle, same.middle) <= 1 / 0.9,
    },
    {
      text: `growth: n^${exponentOf(points).toFixed(2)}`,
      met: true,
    },
  ];
}

function measure(size: number, rounds: number): Measured {
  const place = folder('backup');
  const database = path.join(place, 'app.db');
  contest([{ name: 'create', command: [...ours, 'create', '--db', database] }], 1);
  fill(database, size);
  const target = path.join(place, 'copy.db');
  const clear = (): void => {
    removeDatabase(target);
    for (const name of fs.readdirSync(place))
      if (name.endsWith('.backup')) fs.rmSync(path.join(place, name));
  };
  const stockBackup = `.backup '${target}'`;
  const [cp, stock, backup] = contest(
    [
      {
        name: 'cp',
        prepare: clear,
        command: ['sh', '-c', 'cp "$0" "$1" && sync "$1"', database, target],
      },
      { name: '.backup', prepare: clear, command: ['sqlite3', database, stockBackup] },
      { name: 'backup', prepare: clear, command: [...ours, 'backup', '--db', database] },
    ],
    rounds,
  );
  if (!cp || !stock || !backup) throw new Error('nothing was measured');
  const restores = measureRestores({ folder: place, database, rounds, clear, stockBackup });
  fs.rmSync(place, { recursive: true });
  return { size, cp, stock, backup, ...restores };
}

function measureRestores({
  folder: place,
  database,
  rounds,
  clear,
  stockBackup,
}: Place): Pick<Measured, 'stockRestore' | 'restore' | 'stockSame' | 'same'> {
  const source = path.join(place, 'source.db');
  const other = path.join(place, 'other.db');
  fs.copyFileSync(database, source);
  fs.copyFileSync(database, other);
  change(other);
  const differs = (): void => {
    clear();
    fs.copyFileSync(other, database);
  };
  const stockCommand = ['sqlite3', database, stockBackup, `.restore '${source}'`];
  const command = [...ours, 'restore', source, '--db', database, '--yes'];
  const [stockRestore, restore] = contest(
    [
      { name: '.restore', prepare: differs, command: stockCommand },
      { name: 'restore', prepare: differs, command },
    ],
    rounds,
  );
  const [stockSame, same] = contest(
    [
      { name: '.restore, same', prepare: clear, command: stockCommand },
      { name: 'restore, same', prepare: clear, command },
    ],
    rounds,
  );
  if (!stockRestore || !restore || !stockSame || !same) throw new Error('nothing was measured');
  return { stockRestore, restore, stockSame, same };
}

/** Changes every row, and so every page that has some. */
function change(database: string): void {
  const connection = new Database(database);
  connection.exec(`UPDATE filler SET text = replace(text, 'x', 'y')`);
  connection.close();
}

function fill(database: string, megabytes: number): void {
  const connection = new Database(database);
  connection.exec('CREATE TABLE filler (id INTEGER PRIMARY KEY, text TEXT)');
  const insert = connection.prepare('INSERT INTO filler (text) VALUES (?)');
  connection.transaction(() => {
    for (let row = 0; row < megabytes * 1000; row += 1) insert.run(`${row}`.padEnd(1000, 'x'));
  })();
  connection.close();
}
