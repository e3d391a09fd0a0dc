import assert from 'node:assert/strict';
import { executable, fastmigrate, inFolder } from './command.ts';

const UNREACHABLE = `export const getConnection = () => { throw new Error('nobody answers'); };
export const ensureMetaTable = () => {};
export const getVersion = () => 0;
export const setVersion = () => {};
export const executeSql = () => {};
`;
const APP = {
  'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
  'migrations/config.mjs': UNREACHABLE,
};

describe('a project on another database', () => {
  for (const args of [
    ['record', '1'],
    ['restore', '--latest'],
    ['restore', 'x.backup'],
  ])
    it(`is refused by ${args.join(' ')} for what it is, and not for a missing file`, () => {
      inFolder(APP, (folder) => {
        const { code, err } = fastmigrate(folder, args);
        assert.equal(code, 1);
        assert.match(err, /^migrations\/config\.mjs: error: selects another database/);
      });
    });

  it('has its failure told once by ci', () => {
    inFolder(APP, (folder) => {
      const { code, out, err } = fastmigrate(folder, ['ci']);
      assert.deepEqual([code, (out + err).split('nobody answers').length], [1, 2]);
    });
  });
});

describe('a connection string in place of a file', () => {
  it('is printed by no executable with its password', () => {
    inFolder({ 'migrations/0001-a.sql': '' }, (folder) => {
      for (const name of ['check_version', 'backup_db', 'run_migrations', 'enroll_db']) {
        const { code, out, err } = executable(folder, name, ['--db', 'postgresql://u:s3cret@h/d']);
        assert.equal(code, 1);
        assert.match(out + err, /postgresql:\/u:\*\*\*@h\/d/);
        assert.doesNotMatch(out + err, /s3cret/);
      }
    });
  });
});
