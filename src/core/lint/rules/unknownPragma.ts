import { atLexemes, statementsOf } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const unknownPragma: Rule = {
  code: 'FM314',
  name: 'unknown-pragma',
  severity: 'warning',
  title: 'No pragma has that name, and SQLite says nothing',
  why: 'A pragma that SQLite does not know is no error: it does nothing. `PRAGMA foreign_key = ON` switches nothing on. Look the name up at <https://sqlite.org/pragma.html>.',
  bad: { script: 'PRAGMA foreign_key = OFF;\n' },
  good: { script: 'PRAGMA optimize;\n' },
  *check(script) {
    if (script.pragmas.size === 0) return;
    for (const statement of statementsOf(script, 'pragma')) {
      const { name } = statement.form;
      // These need an extension or a build option, and SQLite does not list them.
      if (
        !script.pragmas.has(name) &&
        !/^(?:case_sensitive_like|key|rekey|cipher.*|hexkey|vdbe_.*|parser_trace)$/.test(name)
      )
        yield atLexemes(
          statement,
          statement.lexemes.slice(1, 2),
          `SQLite knows no pragma ${name}, so this does nothing`,
        );
    }
  },
};
