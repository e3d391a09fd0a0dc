import assert from 'node:assert/strict';
import { MigrateError } from '../../../src/core/errors.ts';
import { readConfig } from '../../../src/core/project/config.ts';

/** The key `schema` of a configuration in /app. */
function schemaIn(value: string): string | undefined {
  return readConfig('/app/.fastmigrate', `[paths]\ndb = a.db\nschema = ${value}\n`).databases[0]
    ?.schema;
}

describe('the key schema', () => {
  it('is a path relative to the configuration, or a command that is left as it is', () => {
    assert.equal(schemaIn('db/schema.sql'), '/app/db/schema.sql');
    assert.equal(schemaIn('/etc/schema'), '/etc/schema');
    assert.equal(schemaIn('!python -m "my app.ddl" --all'), '!python -m "my app.ddl" --all');
  });

  for (const value of ['!', '! ', '!python "x', '!"" x'])
    it(`names the line of a command that is none: ${value}`, () => {
      assert.throws(
        () => schemaIn(value),
        (error) =>
          MigrateError.is(error, 'bad-config') &&
          error.failure.line === 3 &&
          error.failure.key === 'schema',
      );
    });
});
