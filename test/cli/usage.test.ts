import assert from 'node:assert/strict';
import { fastmigrate, fastmigrateJson, inFolder } from './command.ts';

describe('a command line that cannot be understood', () => {
  it('names the command that there is not, also after help', () => {
    inFolder({}, (folder) => {
      const said = "fastmigrate: error: unknown command 'nope'\n  Try: fastmigrate --help\n";
      assert.deepEqual(fastmigrate(folder, ['nope']), { code: 2, out: '', err: said });
      assert.deepEqual(fastmigrate(folder, ['help', 'nope']), { code: 2, out: '', err: said });
      const { json } = fastmigrateJson(folder, ['help', 'nope']);
      assert.match(JSON.stringify(json), /"code":"usage","message":"unknown command 'nope'/);
    });
  });

  it('leads to the help of the command, or to where options stand', () => {
    inFolder({}, (folder) => {
      assert.match(
        fastmigrate(folder, ['check', '--nope']).err,
        /\n {2}Try: fastmigrate status --help/,
      );
      assert.match(fastmigrate(folder, ['--db', 'x', 'run']).err, /fastmigrate COMMAND --db FILE/);
    });
  });

  it('tells with which option one of several databases is chosen', () => {
    const several = '[database one]\ndb = one.db\n[database two]\ndb = two.db\n';
    inFolder({ '.fastmigrate': several }, (folder) => {
      const { code, err } = fastmigrate(folder, ['create']);
      assert.equal(code, 2);
      assert.match(err, /several are configured; choose one with --name: one, two/);
    });
  });
});
