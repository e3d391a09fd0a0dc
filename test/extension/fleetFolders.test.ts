import assert from 'node:assert/strict';
import { projectOf, ready, rows, until } from './host.ts';

describe('a project with a folder for each of its databases', () => {
  it('names the folders, since the databases have one name', async () => {
    const api = await ready();
    await until('they were looked at', () => projectOf(api).fleet !== undefined);
    const names = (await rows(api)).slice(1).map((row) => row.trim().split('|')[0]);
    assert.deepEqual(names, [
      'c/app.db',
      'Version 0',
      'a/app.db',
      'b/app.db',
      'Version unknown',
      'c/app.db',
    ]);
  });
});
