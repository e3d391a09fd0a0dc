import assert from 'node:assert/strict';
import { fleetName } from '../../../src/host/fleetName.ts';

describe('the name of a database among those that a pattern matches', () => {
  for (const [database, pattern, name] of [
    ['/w/tenants/t1.db', '/w/tenants/*.db', 't1.db'],
    ['/w/tenants/a/app.db', '/w/tenants/*/app.db', 'a/app.db'],
    ['C:\\w\\a\\app.db', 'C:\\w\\*\\app.db', 'a/app.db'],
    ['/w/app.db', '/w/app.db', 'app.db'],
    ['/elsewhere/t1.db', '/w/*.db', 'elsewhere/t1.db'],
  ] as const)
    it(`is ${name} for ${database}`, () => assert.equal(fleetName(database, pattern), name));
});
