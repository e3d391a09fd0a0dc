import assert from 'node:assert/strict';
import { ALL_RULES } from '../../../src/core/lint/registry.ts';
import { codesIn, findingsIn } from './linting.ts';

describe('the rules of the linter', () => {
  it('have codes and names of their own', () => {
    const codes = ALL_RULES.map(({ code }) => code);
    const names = ALL_RULES.map(({ name }) => name);
    assert.deepEqual([new Set(codes).size, new Set(names).size], [codes.length, codes.length]);
    for (const { code, name } of ALL_RULES) {
      assert.match(code, /^FM\d{3}$/);
      assert.match(name, /^[a-z]+(-[a-z]+)+$|^attach$/);
    }
  });

  for (const rule of ALL_RULES) {
    const { code, name, bad, good, severity } = rule;
    if (bad === null || good === null) continue;
    it(`${code} ${name} finds its bad example and nothing else there`, () => {
      const findings = findingsIn(bad);
      assert.deepEqual([...new Set(findings.map((finding) => finding.code))], [code]);
      const severities = findings.map((finding) => finding.severity);
      assert.ok(severities.includes(severity) || code === 'FM405', severities.join());
    });
    it(`${code} ${name} leaves the good example alone, and so do all others`, () => {
      assert.deepEqual(codesIn(good), []);
    });
  }
});
