import assert from 'node:assert/strict';
import { projectStatus } from '../../../src/core/backend/projectStatus.ts';
import { makeProject } from '../../support/project.ts';

/** An Electron that stands in for Node, and reads no TypeScript; there is no Node beside it. */
const ELECTRON = {
  env: { PATH: '/nowhere' },
  node: { execPath: process.execPath, entry: '', electron: true, readsTypeScript: false },
};

describe('A module with hooks', () => {
  for (const [file, said] of Object.entries({
    'config.ts': /: node: it was not found\. Install Node\b/,
    'config.py': /: python3: it was not found\. Set the "python" key of \.fastmigrate/,
  }))
    it(`says what to do where nothing runs ${file}`, async () => {
      const { project, runtime } = makeProject({
        scripts: { [file]: '', '0001-a.sql': 'SELECT 1;' },
        database: 'none',
        runtime: { ...ELECTRON, platform: 'linux' },
      });
      const { errors } = await projectStatus(project, { openDatabase: true }, runtime);
      assert.deepEqual(
        errors.map(({ code }) => code),
        ['bad-backend'],
      );
      assert.match(errors[0]?.message ?? '', said);
    });
});
