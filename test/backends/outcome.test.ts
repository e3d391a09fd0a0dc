import assert from 'node:assert/strict';
import { makeBackend } from './project.ts';
import { SCRIPTS } from './hooks.ts';

/** Hooks that keep the version in a file, one of which fails. */
function hooks(failing: string, transactions = ''): string {
  return `import fs from 'node:fs';
const at = new URL('../version', import.meta.url);
export const getConnection = () => ({});
export const ensureMetaTable = () => {};
export const getVersion = () => (fs.existsSync(at) ? Number(fs.readFileSync(at, 'utf8')) : 0);
export const setVersion = (_, value) => { ${failing === 'setVersion' ? "if (value > 0) throw new Error('gone.')" : 'fs.writeFileSync(at, String(value))'}; };
export const executeSql = () => {};
${transactions}
`;
}

const TRANSACTIONS = `export const begin = () => {};
export const commit = () => { throw new Error('gone'); };
export const rollback = () => {};`;

describe('what a failing hook leaves', function () {
  this.timeout(30_000);

  it('is what the script did where nothing undoes it, also when its version cannot be written', () => {
    const made = makeBackend({ ...SCRIPTS, 'migrations/config.mjs': hooks('setVersion') });
    const { error } = made.report(['run']);
    assert.match(
      error?.message ?? '',
      /^setVersion: Error: gone\. There was no transaction around it, so what it did before that stays; the version does not count it$/,
    );
    assert.equal(error?.changed, true);
  });

  it('is not known when a transaction fails to be committed', () => {
    const made = makeBackend({ ...SCRIPTS, 'migrations/config.mjs': hooks('', TRANSACTIONS) });
    const { error } = made.report(['run']);
    assert.match(
      error?.message ?? '',
      /^commit: Error: gone\. It is not known whether anything was changed\. /,
    );
    assert.equal(error?.changed, true);
  });

  it('is nothing when the version cannot be read', () => {
    const text = hooks('').replace(
      /getVersion = .*/,
      "getVersion = () => { throw new Error('x'); };",
    );
    const { error } = makeBackend({ ...SCRIPTS, 'migrations/config.mjs': text }).report(['run']);
    assert.match(error?.message ?? '', /^getVersion: Error: x\. Nothing was changed\. /);
    assert.equal(error?.changed, false);
  });
});
