import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Migrate } from '../../src/library.ts';
import { temporaryFolder } from '../support/project.ts';

describe('Migrate with models in code', () => {
  it('goes from DRIFT to CURRENT, and back to DRIFT when the models change', async () => {
    const folder = temporaryFolder();
    const models = join(folder, 'models.mjs');
    const declare = (columns: string): void =>
      writeFileSync(models, `export default 'CREATE TABLE User (${columns})';\n`);
    declare('id INTEGER PRIMARY KEY, name TEXT NOT NULL');
    const migrate = new Migrate(join(folder, 'db.sqlite'), { schema: models });
    assert.equal(migrate.check().state, 'ABSENT');
    migrate.create();
    assert.equal(migrate.check().state, 'DRIFT');
    await migrate.generate();
    const { state, pending } = migrate.check();
    assert.deepEqual([state, pending], ['PENDING', ['001.create_user.sql']]);
    await migrate.apply('001.create_user.sql');
    assert.equal(migrate.check().state, 'CURRENT');
    declare('id INTEGER PRIMARY KEY, name TEXT NOT NULL, avatar TEXT');
    const again = migrate.check();
    assert.equal(
      again.status(),
      'DRIFT\napplied  001.create_user.sql\ndrift: add column User.avatar TEXT',
    );
  });

  it('is in state ERROR where they cannot be loaded', () => {
    const folder = temporaryFolder();
    const models = join(folder, 'models.mjs');
    writeFileSync(models, 'export default 1;\n');
    const migrate = new Migrate(join(folder, 'db.sqlite'), { schema: models });
    migrate.create();
    const { state, report } = migrate.check();
    assert.deepEqual([state, report.errors[0]?.code], ['ERROR', 'schema-source-failed']);
  });
});
