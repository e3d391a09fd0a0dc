import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { baseline } from '../../../src/core/migration/baseline.ts';
import { lintProject } from '../../../src/core/lint/lintProject.ts';
import { recordScripts } from '../../../src/core/migration/rerecord.ts';
import { schemaAtVersion } from '../../../src/core/replay/replay.ts';
import { makeProject } from '../../support/project.ts';
import type { Made } from '../../support/project.ts';

const ONE = { '0001-a.sql': 'CREATE TABLE a (x);', '0003-c.sql': 'CREATE TABLE c (x);' };

describe('the number of a script that cannot be used', () => {
  for (const [what, name, text] of [
    ['a wrong name', '002-b.sql', 'SELECT 1;'],
    ['a wrong name with a word', 'V2__b.sql', 'SELECT 1;'],
    ['no text', '0002-b.sql', new Uint8Array([0xff, 0xfe, 0xfd])],
    ['a link that leads nowhere', '0002-b.sql', undefined],
  ] as const)
    it(`is not said to be without a script: ${what}`, async () => {
      const made = makeProject({ scripts: ONE });
      addInvalid(made, name, text);
      const { state, migrations, warnings } = made.status();
      const there = migrations.filter(({ file }) => file === name);
      assert.equal(there.length, 1);
      assert.doesNotMatch(warnings.join('\n'), /no script has version/);
      if (name !== '0002-b.sql' || text === undefined) assert.equal(state, 'ERROR');
      const lint = await lintProject(made.project, {}, made.runtime);
      const said = lint.files.flatMap(({ findings }) => findings.map((each) => each.message));
      assert.doesNotMatch(said.join('\n'), /No script has number/);
    });

  it('is named where somebody asks for it', async () => {
    const made = makeProject({ scripts: ONE });
    addInvalid(made, '002-b.sql', 'SELECT 1;');
    const told =
      /the script of version 2 in .* cannot be used: 002-b\.sql: .*\. Nothing was changed\. Correct it, or name/;
    await assert.rejects(baseline(made.project, 2, made.runtime), told);
    await assert.rejects(schemaAtVersion(made.project, 2, made.runtime), told);
    const { error } = await made.run({ to: 2, force: true });
    assert.match(error?.message ?? '', told);
    await assert.rejects(
      recordScripts(made.project, [2], made.runtime),
      /version 2 cannot be used: 002-b\.sql/,
    );
    await assert.rejects(baseline(made.project, 9, made.runtime), /no script in .* has version 9/);
  });

  it('splits the numbers that are missing around it', () => {
    const made = makeProject({ scripts: { ...ONE, '0009-i.sql': '' } });
    addInvalid(made, '006-f.sql', '');
    assert.deepEqual(made.status().warnings, ['no script has version 2, 4 to 5, 7 to 8']);
  });

  it('is no gap where scripts must not have one', () => {
    const made = makeProject({
      scripts: { '001.a.sql': '', '2_b.sql': '', '003.c.sql': '' },
      project: { convention: 'tuplesaver' },
    });
    const codes = (): string[] => made.status().errors.map(({ code }) => code);
    assert.deepEqual(codes(), ['invalid-migration']);
    made.add({ '005.e.sql': '' });
    assert.deepEqual(codes(), ['version-gap', 'invalid-migration']);
    assert.match(made.status().errors[0]?.message ?? '', /^no script has version 4:/);
  });
});

function addInvalid(made: Made, name: string, text: string | Uint8Array | undefined): void {
  if (text === undefined) symlinkSync('nowhere', join(made.project.migrations, name));
  else made.add({ [name]: text });
}
