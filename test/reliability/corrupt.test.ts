import assert from 'node:assert/strict';
import { join } from 'node:path';
import { execute } from '../support/database.ts';
import { startModule, ended } from '../support/process.ts';
import { makeProject, temporaryFolder } from '../support/project.ts';
import { templateIn } from './support/damage.ts';
import type { DamageReport } from './support/damage.ts';
import { rounds, tell } from './support/scale.ts';

const ROUNDS = rounds(100, 1000);
const PER_PROCESS = 100;

const MODULE = `
const { damageRounds } = await import(src('../test/reliability/support/damage.ts'));
print(await damageRounds(args[0], args[1], args[2]));
`;

describe('a damaged database', () => {
  it(`gets a typed error, no crash, no change and no stray file from every command, in ${ROUNDS} ways`, async () => {
    const template = await makeTemplate();
    const work = join(temporaryFolder(), 'work');
    const totals = {
      commands: 0,
      succeeded: 0,
      failures: new Map<string, number>(),
      wrong: [] as string[],
    };
    for (let first = 1; first <= ROUNDS; first += PER_PROCESS) {
      const count = Math.min(PER_PROCESS, ROUNDS - first + 1);
      const report = await inChild(
        template,
        work,
        Array.from({ length: count }, (_, n) => first + n),
      );
      totals.commands += report.commands;
      totals.succeeded += report.succeeded;
      totals.wrong.push(...report.wrong);
      for (const [code, times] of Object.entries(report.failures))
        totals.failures.set(code, times + (totals.failures.get(code) ?? 0));
    }
    const codes = [...totals.failures].map(([code, times]) => `${code} ${times}`).join(', ');
    tell(
      `${totals.commands} commands on ${ROUNDS} damaged databases: ${totals.succeeded} did their work, the others failed with ${codes}`,
    );
    assert.deepEqual(totals.wrong, []);
  }).timeout(900_000);
});

async function inChild(
  template: string,
  work: string,
  seeds: readonly number[],
): Promise<DamageReport> {
  const child = startModule(MODULE, [template, work, seeds]);
  const timer = setTimeout(() => child.kill('SIGKILL'), 180_000);
  const { code, signal, out, err } = await ended(child);
  clearTimeout(timer);
  assert.equal(code, 0, `the child ended with ${code ?? signal} in seeds from ${seeds[0]}: ${err}`);
  return JSON.parse(out.trim().split('\n').at(-1) ?? '');
}

async function makeTemplate(): Promise<string> {
  const made = makeProject({
    scripts: {
      '0001-a.sql':
        'CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT UNIQUE, y REFERENCES a (id)); CREATE INDEX i ON a (y, x);',
    },
  });
  assert.ok((await made.run()).ok);
  execute(
    made.database,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) INSERT INTO a SELECT i, 'row ' || i, NULL FROM n;
     CREATE TABLE b (z); INSERT INTO b VALUES (zeroblob(20000)); DELETE FROM b; INSERT INTO b VALUES (zeroblob(9000));
     CREATE TRIGGER t AFTER DELETE ON a BEGIN DELETE FROM b WHERE z = old.id; END;`,
  );
  made.add({
    '0002-b.sql': "ALTER TABLE a ADD COLUMN w DEFAULT 1; UPDATE a SET x = x || '!';",
    '0003-c.sql': '-- fastmigrate: no-transaction\nDELETE FROM a WHERE id > 200; VACUUM;',
  });
  const template = temporaryFolder();
  templateIn(template, made);
  return template;
}
