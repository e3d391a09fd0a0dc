import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute } from '../../support/database.ts';
import { python } from '../../support/process.ts';
import {
  APPLIED,
  EDITED,
  PUT_BACK,
  RECORDED,
  TICK,
  changeWal,
  keepingTimes,
  statusesOf,
  watched,
} from './watching.ts';
import type { Watched } from './watching.ts';

interface Change {
  readonly name: string;
  readonly change: (watched: Watched) => void | Promise<void>;
  /** `name status` of each script afterwards. */
  readonly after: readonly string[];
}

const CHANGES: readonly Change[] = [
  {
    name: 'an edit of the same length whose time was set back',
    change: ({ path }) => {
      const file = path('0002-b.sql');
      keepingTimes(file, () => writeFileSync(file, 'CREATE TABLE d (x);\n'));
    },
    after: EDITED,
  },
  {
    name: 'another file of the same length and time in the place of a script',
    change: ({ path }) => {
      const file = path('0002-b.sql');
      keepingTimes(file, () => {
        writeFileSync(`${file}.new`, 'CREATE TABLE d (x);\n');
        renameSync(`${file}.new`, file);
      });
    },
    after: EDITED,
  },
  {
    name: 'a script that was removed and made anew',
    change: ({ path }) => {
      const file = path('0002-b.sql');
      keepingTimes(file, () => {
        rmSync(file);
        writeFileSync(file, 'CREATE TABLE d (x);\n');
      });
    },
    after: EDITED,
  },
  {
    name: 'two scripts that changed places',
    change: ({ path }) => {
      renameSync(path('0001-a.sql'), path('x'));
      renameSync(path('0002-b.sql'), path('0001-a.sql'));
      renameSync(path('x'), path('0002-b.sql'));
    },
    after: ['0001-a.sql diverged', '0002-b.sql diverged', '0003-c.sql applied'],
  },
  {
    name: 'a script that is gone',
    change: ({ path }) => rmSync(path('0002-b.sql')),
    after: ['0001-a.sql applied', '0002-b.sql missing', '0003-c.sql applied'],
  },
  {
    name: 'a new script',
    change: ({ made }) => made.add({ '0004-d.sql': '' }),
    after: [...APPLIED, '0004-d.sql pending'],
  },
  {
    name: 'a script under another name',
    change: ({ path }) => renameSync(path('0002-b.sql'), path('0002-other.sql')),
    after: ['0001-a.sql applied', '0002-other.sql diverged', '0003-c.sql applied'],
  },
  {
    name: 'a second script of one number',
    change: ({ made }) => made.add({ '0002-second.sql': '' }),
    after: [
      '0001-a.sql applied',
      '0002-b.sql invalid',
      '0002-second.sql invalid',
      '0003-c.sql applied',
    ],
  },
  {
    name: 'a folder in the place of a script',
    change: ({ path }) => {
      rmSync(path('0002-b.sql'));
      mkdirSync(path('0002-b.sql'));
    },
    after: ['0001-a.sql applied', '0003-c.sql applied', '0002-b.sql missing'].toSorted(),
  },
  {
    name: 'a script that is no text any more',
    change: ({ made }) => made.add({ '0002-b.sql': new Uint8Array([0x41, 0xff]) }),
    after: ['0001-a.sql applied', '0002-b.sql invalid', '0003-c.sql applied'],
  },
  {
    name: 'another text in the history, from another process',
    change: ({ made }) => {
      const program =
        'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()';
      keepingTimes(made.database, () => void python(program, made.database, RECORDED));
    },
    after: EDITED,
  },
  {
    name: 'a version that was set back',
    change: ({ made }) => execute(made.database, 'UPDATE _meta SET version = 2'),
    after: ['0001-a.sql applied', '0002-b.sql applied', '0003-c.sql pending'],
  },
  {
    name: 'another database in the place of this one',
    change: ({ made: { database } }) => {
      const other = `${database}.other`;
      copyFileSync(database, other);
      execute(other, RECORDED);
      keepingTimes(database, () => renameSync(other, database));
    },
    after: EDITED,
  },
  {
    name: 'a database that is gone',
    change: ({ made }) => rmSync(made.database),
    after: ['0001-a.sql pending', '0002-b.sql pending', '0003-c.sql pending'],
  },
  {
    name: 'a change in a write-ahead log',
    change: async ({ made, watcher }) => {
      changeWal(made.database, RECORDED);
      await sleep(TICK);
      assert.deepEqual(statusesOf(watcher.lookTwice(made.project)), EDITED);
      assert.deepEqual(statusesOf(watcher.lookTwice(made.project)), EDITED);
      await sleep(TICK);
      const log = `${made.database}-wal`;
      const { atime, mtime } = statSync(log);
      changeWal(made.database, PUT_BACK);
      utimesSync(log, atime, mtime);
    },
    after: APPLIED,
  },
  {
    name: 'a database that became a write-ahead one',
    change: ({ made }) => execute(made.database, `PRAGMA journal_mode = WAL; ${RECORDED}`),
    after: EDITED,
  },
];

describe('what a status remembers', () => {
  for (const { name, change, after } of CHANGES)
    it(`gives way to ${name}`, async () => {
      const all = await watched();
      await change(all);
      assert.deepEqual(statusesOf(all.watcher.lookTwice(all.made.project)), after);
      assert.deepEqual(statusesOf(all.watcher.lookTwice(all.made.project)), after);
    });
});
