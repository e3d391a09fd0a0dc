import assert from 'node:assert/strict';
import { afterEarlier, errorReport, MigrateError, perhapsDone } from '../../src/core/errors.ts';
import type { Failure, FailureCode } from '../../src/core/errors.ts';

/** A failure, what its text says that it leaves, and what to do: `place` where the line or the file to look at says it. */
type Sample<C extends FailureCode> = readonly [
  failure: Extract<Failure, { readonly code: C }>,
  left: string,
  todo: RegExp | 'place' | 'nothing',
];

const UNCHANGED = 'Nothing was changed';
const UNWRITTEN = 'Nothing was written';
const ROLLED_BACK = 'The migration was rolled back';
const PUT_BACK = 'The database is as it was before the script';
const EARLIER = 'What was done before it stays';
const UNKNOWN = 'It is not known whether anything was changed';

const place = { file: '/app/migrations/0001-a.sql', line: 2, column: 3 };
const file = '/app/file';
const folder = '/app/migrations';
const database = '/app/app.db';
const reason = 'there is a reason';
const problems = [{ object: 'table book', reason, query: 'SELECT 1' }];

const SAMPLES: { readonly [C in FailureCode]: readonly Sample<C>[] } = {
  'bad-argument': [
    [{ code: 'bad-argument', argument: '--to', reason: 'give a number' }, UNCHANGED, /^--to: give/],
    [
      { code: 'bad-argument', argument: '--to', reason, instead: 'Restore a backup' },
      UNCHANGED,
      /Restore a backup$/,
    ],
  ],
  'bad-config': [
    [{ code: 'bad-config', file, line: 2, reason }, UNCHANGED, 'place'],
    [{ code: 'bad-config', file, line: 2, key: 'db', reason }, UNCHANGED, 'place'],
  ],
  'no-migrations-folder': [
    [{ code: 'no-migrations-folder', folder, reason }, UNCHANGED, /Create the folder or/],
    [
      { code: 'no-migrations-folder', folder, reason, unlisted: true },
      UNCHANGED,
      /Make it a folder that you may read, or/,
    ],
  ],
  'invalid-migration': [
    [{ code: 'invalid-migration', file, reason }, UNCHANGED, /Correct it, or take it out/],
    [{ code: 'invalid-migration', file, reason, putBack: true }, PUT_BACK, /Correct the script/],
  ],
  'duplicate-version': [
    [{ code: 'duplicate-version', version: 1, files: ['a', 'b'] }, UNCHANGED, /Renumber/],
  ],
  'version-gap': [[{ code: 'version-gap', missing: ['2'], folder }, UNCHANGED, /Renumber/]],
  'no-reference': [
    [{ code: 'no-reference', reference: null }, UNCHANGED, /Set the "reference" key/],
    [{ code: 'no-reference', reference: file }, UNCHANGED, /Make one with/],
  ],
  'hook-failed': [
    [
      { code: 'hook-failed', command: ['a', 'b'], exitCode: 1, reason, backup: file },
      'Nothing was applied',
      /The backup is in \/app\/file\. Remove the cause/,
    ],
  ],
  'no-such-version': [
    [{ code: 'no-such-version', version: 9, folder }, UNCHANGED, /fastmigrate status/],
  ],
  'database-missing': [[{ code: 'database-missing', database }, UNCHANGED, /fastmigrate create/]],
  unversioned: [[{ code: 'unversioned', database }, UNCHANGED, /fastmigrate enroll/]],
  'already-versioned': [
    [{ code: 'already-versioned', database, version: 1 }, UNCHANGED, /fastmigrate status/],
  ],
  'not-a-database': [
    [{ code: 'not-a-database', database, reason }, UNCHANGED, /fastmigrate restore/],
  ],
  'bad-version-record': [
    [{ code: 'bad-version-record', database, reason }, UNCHANGED, /fastmigrate baseline, or/],
    [
      { code: 'bad-version-record', database, reason, written: true },
      UNCHANGED,
      /Correct the table with SQL of your own$/,
    ],
  ],
  busy: [
    [{ code: 'busy', database, waitedMs: 5000 }, UNCHANGED, /Close the program/],
    [{ code: 'busy', database, waitedMs: 5000, by: 'run' }, UNCHANGED, /Wait until it is done/],
    [
      { code: 'busy', database, waitedMs: 1, by: 'script', processes: ['12 (sh)'] },
      UNCHANGED,
      /end that process/,
    ],
  ],
  'worker-ended': [
    [
      { code: 'worker-ended', database, reason: 'by SIGKILL' },
      'What it had not committed is undone',
      /fastmigrate run again/,
    ],
  ],
  'read-only': [
    [
      { code: 'read-only', database, reason },
      UNCHANGED,
      /^cannot write to .*Check the permissions/,
    ],
    [{ code: 'read-only', database, reason, unread: true }, UNCHANGED, /^cannot read .*Check the/],
  ],
  'disk-full': [[{ code: 'disk-full', path: file, reason }, UNCHANGED, /Free some space/]],
  io: [
    [{ code: 'io', path: file, reason }, UNCHANGED, /Remove the cause and try again/],
    [{ code: 'io', path: file, reason, leaves: 'unknown', backup: 'b' }, UNKNOWN, /is in b\. Rem/],
  ],
  'changed-elsewhere': [
    [{ code: 'changed-elsewhere', database, reason }, UNCHANGED, /fastmigrate status/],
  ],
  'restore-unfinished': [
    [
      { code: 'restore-unfinished', database, reason },
      'The new content stays',
      /fastmigrate status/,
    ],
    [
      { code: 'restore-unfinished', database, reason, backup: file },
      'What was there before is in /app/file',
      /fastmigrate status/,
    ],
  ],
  'statement-failed': [
    [{ code: 'statement-failed', statement: 'SELEC', reason, ...place }, ROLLED_BACK, 'place'],
  ],
  'protected-table': [
    [
      { code: 'protected-table', table: '_meta', statement: 'DROP', ...place },
      ROLLED_BACK,
      /baseline/,
    ],
  ],
  'unfinished-transaction': [
    [{ code: 'unfinished-transaction', statement: 'BEGIN', ...place }, ROLLED_BACK, /Add COMMIT/],
  ],
  'unreadable-script': [
    [{ code: 'unreadable-script', reason, ...place }, 'Nothing was run', 'place'],
  ],
  'foreign-key-violation': [
    [
      {
        code: 'foreign-key-violation',
        file,
        violations: [{ table: 'loan', parent: 'book', rows: 1 }],
      },
      ROLLED_BACK,
      /give these rows a parent, or remove them/,
    ],
  ],
  'script-failed': [
    [
      { code: 'script-failed', file, line: 3, exitCode: 1, signal: null, output: '' },
      PUT_BACK,
      'place',
    ],
  ],
  'script-not-started': [
    [
      { code: 'script-not-started', file, interpreter: 'python3', reason },
      'The script was not run',
      /Install it, or set/,
    ],
  ],
  'not-put-back': [
    [
      { code: 'not-put-back', database, snapshot: file, reason },
      'What was there before is in /app/file',
      /fastmigrate run again/,
    ],
  ],
  refused: [
    [
      {
        code: 'refused',
        state: 'ERROR',
        reasons: [{ file: '0001-a.sql', status: 'missing', resolve: 'put it back' }],
      },
      UNCHANGED,
      /put it back/,
    ],
  ],
  'backup-failed': [[{ code: 'backup-failed', database, reason }, UNCHANGED, /Remove the cause/]],
  'backup-exists': [
    [{ code: 'backup-exists', file }, 'It was kept, and nothing was changed', /Try again/],
  ],
  'not-a-backup': [[{ code: 'not-a-backup', file, reason }, UNCHANGED, /fastmigrate restore FILE/]],
  'initial-exists': [[{ code: 'initial-exists', file }, UNCHANGED, /fastmigrate baseline 1/]],
  'not-reproducible': [
    [{ code: 'not-reproducible', database, differences: ['a'] }, UNCHANGED, /Write the first/],
  ],
  'unreadable-schema': [
    [{ code: 'unreadable-schema', object: 't', reason }, UNCHANGED, /with SQL of your own/],
  ],
  'not-plannable': [
    [{ code: 'not-plannable', problems }, UNWRITTEN, /Change the desired schema, or/],
  ],
  'data-violates': [[{ code: 'data-violates', problems }, UNWRITTEN, /Correct these rows first/]],
  destructive: [[{ code: 'destructive', problems }, UNWRITTEN, /--allow-destructive/]],
  'undecided-rename': [
    [
      { code: 'undecided-rename', candidates: [{ table: 't', from: 'a', to: 'b' }] },
      UNWRITTEN,
      /Answer with --rename t\.a=b/,
    ],
  ],
  'not-proven': [
    [{ code: 'not-proven', differences: ['a'] }, UNWRITTEN, /Write this script yourself/],
  ],
  'no-desired-schema': [[{ code: 'no-desired-schema' }, UNWRITTEN, /Name one with --schema/]],
  'schema-failed': [
    [{ code: 'schema-failed', statement: 'CREAT', reason, ...place }, UNCHANGED, 'place'],
  ],
  'schema-source-failed': [
    [
      { code: 'schema-source-failed', source: 'a.py', reason, output: 'Traceback' },
      UNCHANGED,
      /Correct it, or name another one with --schema\nTraceback$/,
    ],
  ],
  'script-not-replayed': [
    [{ code: 'script-not-replayed', file, reason }, UNCHANGED, /Allow it with --scripts/],
  ],
  'script-not-rehearsed': [
    [{ code: 'script-not-rehearsed', file, reason }, UNCHANGED, /with --to/],
  ],
  'custom-backend': [
    [{ code: 'custom-backend', file }, UNCHANGED, /docs\/backends\.md/],
    [{ code: 'custom-backend', file, instead: 'Use run' }, UNCHANGED, /Use run$/],
  ],
  'bad-backend': [[{ code: 'bad-backend', file, reason }, UNCHANGED, /docs\/backends\.md/]],
  'backend-failed': [
    [
      { code: 'backend-failed', file, hook: 'get_version', reason, outcome: 'none' },
      UNCHANGED,
      /Remove the cause/,
    ],
    [
      { code: 'backend-failed', ...place, hook: 'execute_sql', reason, outcome: 'rolled-back' },
      ROLLED_BACK,
      'place',
    ],
    [
      { code: 'backend-failed', ...place, hook: 'execute_sql', reason, outcome: 'stays' },
      'There was no transaction around it, so what it did before that stays; the version does not count it',
      'place',
    ],
  ],
  cancelled: [[{ code: 'cancelled', what: 'the run' }, UNCHANGED, 'nothing']],
};

/** These say in each case that the database has changed. */
const ALWAYS_CHANGED: readonly Failure['code'][] = ['restore-unfinished', 'not-put-back'];

const ALL: readonly Sample<FailureCode>[] = Object.values(SAMPLES).flat();

/** Every sentence that says what is left. */
const LEFT = new Set([...ALL.map(([, left]) => left), EARLIER, UNKNOWN]);

describe('the text of a failure', () => {
  for (const [failure, left, todo] of ALL)
    it(`says what happened, what is left and what to do: ${JSON.stringify(failure)}`, () => {
      const { message } = new MigrateError(failure);
      assert.deepEqual(sentencesOf(message), [left]);
      assert.ok(message.indexOf(left) > 10, `${message} does not say what happened`);
      if (todo === 'place') assert.ok('file' in failure && 'line' in failure);
      else if (todo !== 'nothing') assert.match(message, todo);
      assert.doesNotMatch(message, /\.\.|\.$|\.\n|!|undefined|null/);
      const outcome = 'outcome' in failure && failure.outcome === 'stays';
      const { changed } = errorReport(new MigrateError(failure));
      const told = ALWAYS_CHANGED.includes(failure.code) || failure.leaves !== undefined;
      assert.equal(changed, told || outcome);
    });

  for (const [failure, left] of ALL)
    it(`never says that nothing was changed where something was: ${JSON.stringify(failure)}`, () => {
      const { changed } = errorReport(new MigrateError(failure));
      const earlier = errorReport(afterEarlier(new MigrateError(failure)));
      const none = left === UNCHANGED || left === 'Nothing was run';
      assert.deepEqual(sentencesOf(earlier.message), [none ? EARLIER : left]);
      assert.equal(earlier.changed, true);
      const unknown = errorReport(perhapsDone(new MigrateError(failure)));
      assert.deepEqual(sentencesOf(unknown.message), [changed ? left : UNKNOWN]);
      assert.equal(unknown.changed, true);
      const both = errorReport(afterEarlier(perhapsDone(new MigrateError(failure))));
      assert.equal(both.message, unknown.message);
    });

  it('ends what happened with one full stop, whoever wrote it', () => {
    const { message } = new MigrateError({ code: 'io', path: file, reason: 'It broke.' });
    assert.match(message, /It broke\. Nothing was changed\. /);
  });
});

function sentencesOf(message: string): string[] {
  return [...LEFT].filter((left) => message.includes(left));
}
