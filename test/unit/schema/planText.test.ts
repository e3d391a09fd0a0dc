import assert from 'node:assert/strict';
import { openScratch, using } from '../../../src/core/database/open.ts';
import { hazardsOf } from '../../../src/core/schema/data/hazards.ts';
import { diffSchemas } from '../../../src/core/schema/diff/diff.ts';
import { inspect } from '../../../src/core/schema/inspect.ts';
import type { Schema } from '../../../src/core/schema/model.ts';
import { planChanges } from '../../../src/core/schema/plan/planChanges.ts';
import { renderPlan } from '../../../src/core/schema/plan/renderPlan.ts';
import { DEFAULT_TARGET, supports } from '../../../src/core/schema/plan/target.ts';
import type { Plan, Step } from '../../../src/core/schema/step.ts';

describe('The text of a plan', () => {
  it('ends each statement outside of a comment', () => {
    const texts = [
      'SELECT 1',
      'SELECT 2 -- two',
      'SELECT 3 /* three',
      'SELECT 4 /* four */',
      'SELECT 5;',
    ];
    const text = renderPlan({ steps: [step('Numbers', texts)], refusals: [] });
    assert.equal(
      text,
      '-- Numbers\nSELECT 1;\nSELECT 2 -- two\n;\nSELECT 3;\nSELECT 4;\nSELECT 5;\n',
    );
    using(openScratch(), (connection) => connection.exec(text));
  });

  it('puts a blank line between steps and keeps names with line breaks in their comment', () => {
    const steps = [step('Drop table a\r\nDROP TABLE b', ['SELECT 1']), step('Two', ['SELECT 2'])];
    assert.equal(
      renderPlan({ steps, refusals: [] }),
      '-- Drop table a DROP TABLE b\nSELECT 1;\n\n-- Two\nSELECT 2;\n',
    );
  });

  it('is empty where nothing differs', () => {
    assert.equal(renderPlan(planned('CREATE TABLE t (a)', 'create table T ( "A" )')), '');
  });
});

describe('A plan', () => {
  it('is destructive where a table, a column or what a module keeps goes', () => {
    const table = 'CREATE TABLE t (a, b);';
    const isDestructive = (plan: Plan): boolean =>
      hazardsOf(plan).some(({ destructive }) => destructive);
    assert.equal(isDestructive(planned(table, 'CREATE TABLE t (a);')), true);
    assert.equal(isDestructive(planned(table, '')), true);
    assert.equal(isDestructive(planned('CREATE VIRTUAL TABLE f USING fts5(a);', '')), true);
    assert.equal(isDestructive(planned(table, 'CREATE TABLE t (a, b, c, UNIQUE (a));')), false);
    assert.equal(isDestructive(planned('CREATE VIEW v AS SELECT 1;', '')), false);
  });

  it('keeps to SQLite 3.35 unless it is told otherwise', () => {
    const [from, to] = ['CREATE TABLE t (a);', 'CREATE TABLE t (a NOT NULL);'];
    assert.equal(DEFAULT_TARGET, '3.35');
    assert.deepEqual(kinds(planned(from, to)), ['rebuild-table']);
    assert.deepEqual(kinds(planned(from, to, '3.52.9')), ['rebuild-table']);
    assert.deepEqual(kinds(planned(from, to, '3.53.0')), ['set-not-null']);
  });

  it('compares versions by their numbers', () => {
    assert.equal(supports('3.35', '3.35'), true);
    assert.equal(supports('3.9', '3.35'), false);
    assert.equal(supports('3.100.2', '3.35'), true);
    assert.equal(supports('4', '3.53'), true);
    assert.equal(supports('3', '3.25'), false);
  });

  it('gives the rows at stake of a renamed table under its names before', () => {
    const plan = planned(
      'CREATE TABLE old (x TEXT, y TEXT);',
      `CREATE TABLE fresh ( -- renamed from: old
         a TEXT NOT NULL, -- renamed from: x
         y TEXT, CHECK (a <> y), UNIQUE (a));`,
    );
    const queries = plan.steps.flatMap(({ hazards }) => hazards.map(({ query }) => query ?? ''));
    assert.equal(queries.length, 3);
    using(openScratch(), (connection) => {
      connection.exec(`CREATE TABLE old (x TEXT, y TEXT);
        INSERT INTO old VALUES (NULL, 'p'), ('q', 'q'), ('q', 'r');`);
      assert.deepEqual(
        queries.map((query) => connection.all(query).length),
        [1, 1, 1],
      );
    });
  });

  it('says what the words of a script do not tell: why a view is in the way', () => {
    const view = 'CREATE VIEW v AS SELECT b FROM t;';
    const { refusals } = planned(`CREATE TABLE t (a, b);${view}`, `CREATE TABLE t (a);${view}`);
    const reason = 'this view uses t.b, which the desired schema does not have';
    assert.deepEqual(refusals, [{ object: 'v', reason }]);
  });

  it('does not take an alias, a string or the column of another table for one that goes', () => {
    const rest = `CREATE TABLE u (b);
      CREATE VIEW v1 AS SELECT a AS b FROM t;
      CREATE VIEW v2 AS SELECT 'b' FROM t;
      CREATE VIEW v3 AS SELECT u.b FROM t JOIN u;
      CREATE VIEW v4 AS SELECT t.a FROM t WHERE a IN (SELECT b FROM u);
      CREATE TRIGGER g AFTER INSERT ON t WHEN new.a IS DISTINCT FROM 1 BEGIN UPDATE u SET b = 1; END;`;
    const plan = planned(`CREATE TABLE t (a, b);${rest}`, `CREATE TABLE t (a);${rest}`);
    assert.deepEqual(plan.refusals, []);
  });
});

function step(description: string, sql: readonly string[]): Step {
  return { kind: 'create-table', object: 't', description, sql, hazards: [] };
}

function kinds({ steps }: Plan): string[] {
  return steps.map(({ kind }) => kind);
}

function planned(before: string, after: string, target?: string): Plan {
  const [from, to] = [schemaOf(before), schemaOf(after)];
  const diff = diffSchemas(from, to);
  return planChanges(diff, { from, to, ...(target === undefined ? {} : { target }) });
}

function schemaOf(sql: string): Schema {
  return using(openScratch(), (connection) => {
    connection.exec(sql);
    return inspect(connection);
  });
}
