import { supports } from '../../schema/plan/target.ts';
import { atLexemes } from '../objects.ts';
import type { Rule } from '../rule.ts';
import { featuresOfStatement } from '../newerForm.ts';

export const newerFeature: Rule = {
  code: 'FM501',
  name: 'newer-feature',
  severity: 'warning',
  title: 'A statement needs a newer SQLite than the oldest that scripts must run on',
  why: `The key \`target\` of the configuration names the oldest SQLite that scripts must run on; without it, 3.35. Programs bring
their own: Python's is often years old. Raise \`target\` where all of them are newer, or write it another way.`,
  bad: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT) STRICT;\n' },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n' },
  *check({ statements, target }) {
    for (const statement of statements)
      for (const { since, what, lexemes } of featuresOfStatement(statement))
        if (!supports(target, since))
          yield atLexemes(
            statement,
            lexemes,
            `${what} needs SQLite ${since}, and scripts must run on ${target}`,
          );
  },
};
