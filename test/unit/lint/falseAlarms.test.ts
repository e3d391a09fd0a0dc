import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeProject } from '../../support/project.ts';
import { findingsIn } from './linting.ts';
import { lint } from './projectReport.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

describe('no false alarm', () => {
  it('over the sample project', async () => {
    const made = makeProject();
    cpSync(join(ROOT, 'test/suites/library/migrations'), made.project.migrations, {
      recursive: true,
    });
    const found = await lint(made, { all: true, scripts: true });
    assert.deepEqual(
      found.filter((line) => !line.endsWith('info FM701')),
      [],
    );
  });

  it('over the scripts that other tools ran', async () => {
    const golden = join(ROOT, 'test/golden');
    const found: string[] = [];
    for (const name of readdirSync(golden)) {
      const folder = readdirSync(join(golden, name)).find((each) => each.endsWith('migrations'));
      // Projects of other databases are not linted.
      if (folder === undefined || /error|gap|duplicate|fail|edited|missing|zero|backend/.test(name))
        continue;
      const made = makeProject({
        project: { convention: name.startsWith('ts-') ? 'tuplesaver' : 'fastmigrate' },
      });
      cpSync(join(golden, name, folder), made.project.migrations, { recursive: true });
      const serious = (await lint(made, { all: true, database: null, scripts: true })).filter(
        (line) => !line.includes(' info '),
      );
      found.push(...serious.map((line) => `${name} ${line}`));
    }
    // This one says what the linter says of it.
    assert.deepEqual(found, ['ts-begin-in-script 001.shelves.sql:1 warning FM402']);
  });

  it('over the scripts that this program writes itself: nothing that they lose is not lost on purpose', () => {
    const cases = join(ROOT, 'test/cases/schema');
    const found: string[] = [];
    for (const name of readdirSync(cases)) {
      const read = (file: string): string => readFileSync(join(cases, name, file), 'utf8');
      if (!readdirSync(join(cases, name)).includes('plan.sql')) continue;
      const { result, target } = JSON.parse(read('expect.json')) as {
        result: string;
        target?: string;
      };
      if (result !== 'applied') continue;
      const findings = findingsIn(
        { before: read('before.sql'), script: read('plan.sql') },
        target === undefined ? {} : { target },
      );
      const unexpected = findings.filter(
        ({ code, severity }) =>
          severity === 'error' || /^FM(?:104|105|111|112|113|30|31|4|5)/.test(code),
      );
      found.push(
        ...unexpected
          .filter(({ severity, code }) => severity !== 'info' && code !== 'FM309')
          .map(({ code, message }) => `${name} ${code} ${message}`),
      );
    }
    assert.deepEqual(found, []);
  });
});
