import { atLexemes } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const loadExtension: Rule = {
  code: 'FM408',
  name: 'load-extension',
  severity: 'error',
  title: 'A script cannot load extensions',
  why: `load_extension() runs machine code from a file, so it is off while scripts run. Use a .py or .sh script that loads the
extension itself.`,
  bad: { script: "SELECT load_extension('spellfix');\n" },
  good: { script: 'SELECT 1;\n' },
  *check({ statements }) {
    for (const statement of statements) {
      const at = statement.lexemes.findIndex(
        ({ word }, index) =>
          word === 'load_extension' && statement.lexemes[index + 1]?.text === '(',
      );
      const lexeme = statement.lexemes[at];
      if (lexeme)
        yield atLexemes(
          statement,
          [lexeme],
          'Loading extensions from SQL is off while scripts run',
        );
    }
  },
};
