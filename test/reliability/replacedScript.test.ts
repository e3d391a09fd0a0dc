import assert from 'node:assert/strict';
import { column } from '../support/database.ts';
import { makeProject } from '../support/project.ts';

describe('a script that is replaced while a run is at work', () => {
  for (const kind of ['sh', 'py'] as const)
    it(`is not run as another one than what is recorded (${kind})`, async () => {
      const made = makeProject({
        scripts: {
          '0001-a.sh': `echo '# a later one' >> "$(dirname "$0")/0002-b.${kind}"`,
          [`0002-b.${kind}`]: '# the first one\n',
          '0003-c.sql': 'CREATE TABLE c (x);',
        },
      });
      const { error, to } = await made.run();
      assert.equal(error?.code, 'invalid-migration', error?.message);
      assert.match(error.message, /was changed after the run had read it, and was not run/);
      assert.equal(to, 1);
      assert.equal(made.status().interrupted, undefined);
      assert.equal((await made.run()).error, undefined);
      assert.deepEqual(column(made.database, 'SELECT script FROM _migrations WHERE id = 2'), [
        '# the first one\n# a later one\n',
      ]);
      assert.equal(made.status().state, 'CURRENT');
    });
});
