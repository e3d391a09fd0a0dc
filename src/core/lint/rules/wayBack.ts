import { tokenize } from '../../sql/token.ts';
import type { Rule } from '../rule.ts';

/**
 * How dbmate, goose, sql-migrate, micrate, rambler, tern, drift, node-pg-migrate, MyBatis, Play and the npm package sqlite
 * begin what undoes a migration. A comment of the last one is that word alone.
 */
const BACK =
  /^--[-\s]*(?:migrate:\s*down\b|\+\s*(?:goose|migrate|micrate)\s+down\b|rambler\s+down\b|drift:rollback\b|\/\/\s*@undo\b|down\s+migration\b|!downs\b|down[-\s]*$)|^-{4} create above \/ drop below -{4}/i;

/** How they begin what makes it. */
const FORTH =
  /^--[-\s]*(?:migrate:\s*up\b|\+\s*(?:goose|migrate|micrate)\s+up\b|rambler\s+up\b|drift:migrate\b|up\s+migration\b|!ups\b|up[-\s]*$)/i;

export const wayBack: Rule = {
  code: 'FM115',
  name: 'way-back',
  severity: 'error',
  title: 'Statements that undo the script run with it',
  why: `dbmate, goose and others keep the way back in the same file, behind a comment such as \`-- migrate:down\` or
\`-- +goose Down\`. Here a comment is a comment: all statements of a script run, and these undo what those before them have
done. Remove them; a backup is the way back.`,
  bad: {
    script: `-- migrate:up
CREATE TABLE book (id INTEGER PRIMARY KEY);

-- migrate:down
DROP TABLE book;
`,
  },
  good: { script: 'CREATE TABLE book (id INTEGER PRIMARY KEY);\n' },
  *check({ statements, text }) {
    for (const [start, end] of waysBack(text)) {
      const undone = statements.filter(
        (statement) => statement.start > start && statement.end <= end,
      );
      if (undone.length === 0) continue;
      const edits = [{ start, end, text: '' }];
      yield {
        message: 'The statements from here on undo the script, and they run with it',
        start,
        end: start + lineLength(text.slice(start)),
        fixes: [{ kind: 'edit', title: 'Remove the way back', edits }],
      };
    }
  },
};

/** From each comment that begins a way back to the one that ends it, or to the end. */
function* waysBack(text: string): Generator<readonly [start: number, end: number]> {
  let start = -1;
  for (const token of tokenize(text)) {
    if (token.kind !== 'comment') continue;
    const comment = text.slice(token.start, token.end);
    if (start === -1 && BACK.test(comment)) start = token.start;
    if (start === -1 || !FORTH.test(comment)) continue;
    yield [start, token.start];
    start = -1;
  }
  if (start !== -1) yield [start, text.length];
}

function lineLength(text: string): number {
  return text.split('\n', 1)[0]?.length ?? 0;
}
