import assert from 'node:assert/strict';
import { fastmigrate, inFolder } from './command.ts';

const FILES = {
  'migrations/0001-a.sql': 'CREATE TABLE a (x);\n',
  'migrations/0002-b.sh': 'echo NOISE\n',
  'migrations/0003-c.sql': 'CREATE TABLE c (x);\n',
  'wanted.sql': 'CREATE TABLE a (x); CREATE TABLE c (x); CREATE TABLE d (x);\n',
};
const WANTED = ['--scripts', '--schema', 'wanted.sql'];

describe('what scripts print while they tell the schema', () => {
  for (const [args, wanted] of [
    [['show', '--scripts'], /^CREATE TABLE a \(x\);\n/],
    [['diff', '--sql', ...WANTED], /^-- Create table d\n/],
    [['diff', ...WANTED], /^create table d\n/],
    [['generate', '--dry-run', ...WANTED], /^-- Makes the schema/],
    [['lint', '--scripts', '--format', 'sarif'], /^\{\n {2}"\$schema"/],
    [['lint', '--scripts'], /^\S+: |^3 scripts/],
  ] as const)
    it(`does not mingle with the output of ${args.join(' ')}`, () => {
      inFolder(FILES, (folder) => {
        const { out, err } = fastmigrate(folder, args);
        assert.match(out, wanted);
        assert.doesNotMatch(out, /NOISE/);
        assert.match(err, /^NOISE\n/m);
      });
    });

  it('is passed on as it is by a run', () => {
    inFolder(FILES, (folder) => {
      fastmigrate(folder, ['create']);
      assert.match(fastmigrate(folder, ['run']).out, /^NOISE\n/m);
    });
  });
});
