import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunReport, StatusReport } from '../../src/core/migration/report.ts';
import { VERSION } from '../../src/cli/version.ts';
import { executable, fastmigrate, fastmigrateJson, inGolden } from './command.ts';
import { DIFFERENCES } from './goldenDifferences.ts';
import { goldenNames, readContent, readFacts } from './goldenFacts.ts';
import type { Content, Facts, Step } from './goldenFacts.ts';

/** State that the words of docs/states.md give to each folder. */
const STATES: Readonly<Record<string, string>> = {
  'fm-corrupt': 'ERROR',
  'fm-duplicate': 'ERROR',
  'fm-failed-midway': 'PENDING',
  'fm-py-sh': 'PENDING',
  'fm-unversioned': 'UNVERSIONED',
  'fm-v0': 'PENDING',
  'fm-v2-pending': 'PENDING',
  'fm-zero-byte': 'UNVERSIONED',
};

for (const name of goldenNames()) {
  const facts = readFacts(name);

  describe(`a project of the real tool: ${name}`, () => {
    it('has the state, version and pending migrations that the real tool left', () => {
      inGolden(name, (folder) => {
        const before = readdirSync(folder);
        const { code, json } = fastmigrateJson(folder, ['status', ...projectOptions(facts)]);
        const report = json as StatusReport;
        const state = STATES[name] ?? 'CURRENT';
        assert.deepEqual([report.state, code], [state, state === 'CURRENT' ? 0 : 1]);
        assert.equal(report.version, facts.ledger?.at(-1) ?? facts.version ?? null);
        if (facts.pending !== undefined)
          assert.deepEqual(
            report.migrations.filter((m) => m.status === 'pending').map((m) => m.version),
            facts.pending,
          );
        assert.deepEqual(readdirSync(folder), before);
      });
    });

    it('gets the answers of the real tool from our executables, and ends in the same content', () => {
      inGolden(name, (folder) => {
        for (const step of facts.what_the_real_tool_says_next) replay(name, folder, step);
        compareContent(name, folder, facts);
      });
    });
  });
}

describe('a database between the tools', () => {
  it('is read by Python as its own after fastmigrate run', () => {
    inGolden('fm-v0', (folder) => {
      assert.equal((fastmigrateJson(folder, ['run', '--db', 'app.db']).json as RunReport).to, 3);
      const ours = readContent(join(folder, 'app.db'));
      const real = readFacts('fm-v0').state_after_that_on_a_copy.dbs['app.db'];
      assert.ok(real !== undefined);
      assert.deepEqual(
        sorted(real).objects,
        sorted(ours).objects.filter((object) => object.name !== '_migrations'),
      );
      assert.deepEqual(ours.rows['_meta'], [{ id: 1, version: 3 }]);
      assert.equal(ours.journal_mode, real.journal_mode);
    });
  });

  it('is created with the very text that the real tool writes', () => {
    inGolden('fm-v0', (folder) => {
      fastmigrate(folder, ['create', '--db', 'ours.db']);
      assert.deepEqual(readContent(join(folder, 'ours.db')), readContent(join(folder, 'app.db')));
    });
  });
});

function projectOptions(facts: Facts): readonly string[] {
  return facts.db === undefined ? ['--db', 'app.db'] : [];
}

function replay(name: string, folder: string, step: Step): void {
  const [program = '', ...args] = step.command.split(' ');
  const ours = executable(folder, program.replace('fastmigrate_', ''), args);
  const expected = { ...step, ...DIFFERENCES[`${name}: ${step.command}`] };
  const actual = {
    exit: ours.code,
    stdout: timeless(ours.out, folder),
    stderr: timeless(ours.err, folder),
  };
  const { exit, stdout, stderr } = expected;
  assert.deepEqual(
    actual,
    { exit, stdout: timeless(stdout, folder), stderr: timeless(stderr, folder) },
    step.command,
  );
}

function compareContent(name: string, folder: string, facts: Facts): void {
  for (const [file, content] of Object.entries(facts.state_after_that_on_a_copy.dbs)) {
    const pattern = timeless(file, folder);
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(
      (each) => timeless(each, folder) === pattern,
    );
    assert.ok(found !== undefined, `${name}: no ${file}`);
    assert.deepEqual(sorted(readContent(join(folder, found))), sorted(content), `${name}: ${file}`);
  }
}

/** Text without what differs from run to run: version of the tool, times in names, the folder. */
function timeless(text: string, folder: string): string {
  return text
    .replaceAll('version: 0.5.3', `version: ${VERSION}`)
    .replaceAll(/\d{8}_\d{6}/g, 'TIME')
    .replaceAll(folder, 'FOLDER');
}

function sorted({ journal_mode, integrity, objects, rows }: Content): Content {
  const key = (object: Content['objects'][number]): string => `${object.type} ${object.name}`;
  const inOrder = objects.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  return { journal_mode, integrity, objects: inOrder, rows };
}
