import { MigrateError } from '../errors.ts';
import type { Schema } from '../schema/model.ts';
import { splitStatements } from '../sql/split.ts';
import type { Ground } from './ground.ts';

/** A schema without objects. */
export const NOTHING: Schema = {
  tables: [],
  virtualTables: [],
  indexes: [],
  views: [],
  triggers: [],
};

/** The schema that the statement at an offset finds: the ground, and what the statements before it do. */
export function schemaAt({ scratch }: Ground, text: string, offset: number): Schema {
  return scratch.undoing(() => {
    for (const statement of splitStatements(text)) {
      // The statement that the offset is in, or right behind without its semicolon.
      if (statement.end > offset || !statement.text.endsWith(';')) break;
      if (/^\s*(?:create|alter|drop|pragma)\b/i.test(statement.text)) scratch.try(statement.text);
    }
    try {
      return scratch.schema();
    } catch (error) {
      if (error instanceof MigrateError) return NOTHING;
      throw error;
    }
  });
}
