import type { Feature } from '../schema/feature.ts';
import { featuresOf } from '../schema/feature.ts';
import type { WalkedStatement } from './walk.ts';

/** What a statement of a script uses that came after SQLite 3.22. */
export function featuresOfStatement(statement: WalkedStatement): readonly Feature[] {
  return [...ofForm(statement), ...featuresOf(statement.lexemes)];
}

function ofForm({ form, lexemes, error }: WalkedStatement): readonly Feature[] {
  switch (form.kind) {
    case 'rename-column':
      return [{ since: '3.25', what: 'RENAME COLUMN', lexemes }];
    case 'drop-column':
      return [{ since: '3.35', what: 'DROP COLUMN', lexemes }];
    case 'alter':
      return error === null && /^(?:alter|add|drop)$/.test(form.rest[0]?.word ?? '')
        ? [{ since: '3.53', what: 'This ALTER TABLE', lexemes: form.rest }]
        : [];
    case 'insert':
    case 'delete':
    case 'update': {
      const at = lexemes.filter(({ word }) => word === 'returning').slice(0, 1);
      return at.length === 0 ? [] : [{ since: '3.35', what: 'RETURNING', lexemes: at }];
    }
    default:
      return [];
  }
}
