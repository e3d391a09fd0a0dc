import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { SqliteFailure } from '../../../src/core/database/connection.ts';
import { databaseFailure, fileFailure } from '../../../src/core/database/failure.ts';
import { MigrateError } from '../../../src/core/errors.ts';

describe('a quota of disk space that is used up', () => {
  it('is a full disk, although Node has no name for it', () => {
    const errno = -constants.errno.EDQUOT;
    const text = `Unknown system error ${errno}`;
    const error = Object.assign(new Error(`${text}: ${text}, open '/x'`), { errno, code: text });
    const failure = fileFailure(error, '/x');
    assert.ok(MigrateError.is(failure, 'disk-full'));
    assert.match(failure.message, /no space left to write \/x: the quota of disk space is used up/);
  });

  it('is named as what may be the matter where SQLite could not write', () => {
    for (const extended of ['SQLITE_IOERR_WRITE', '778', 'SQLITE_IOERR_FSYNC', '1034']) {
      const failure = databaseFailure(
        new SqliteFailure('IOERR', extended, 'disk I/O error'),
        '/x',
        0,
      );
      assert.ok(MigrateError.is(failure, 'io'));
      assert.match(failure.message, /disk I\/O error\. A quota of disk space may be used up/);
    }
    const read = databaseFailure(new SqliteFailure('IOERR', 'SQLITE_IOERR_READ', 'x'), '/x', 0);
    assert.ok(MigrateError.is(read, 'io'));
    assert.doesNotMatch(read.message, /quota/);
  });
});
