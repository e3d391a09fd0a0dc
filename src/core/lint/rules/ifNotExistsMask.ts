import type { Schema, SchemaObject } from '../../schema/model.ts';
import { parseIndex } from '../../schema/parse/indexes.ts';
import { parseTable } from '../../schema/parse/table.ts';
import { MigrateError } from '../../errors.ts';
import { sameName } from '../../sql/identifier.ts';
import type { CreateForm } from '../form.ts';
import { atStatement, statementsOf, tableNamed } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const ifNotExistsMask: Rule = {
  code: 'FM303',
  name: 'if-not-exists-mask',
  severity: 'warning',
  title: 'IF NOT EXISTS hides that another object of that name is there',
  why: `The object exists already with another definition, so the statement does nothing and says nothing. The schema is then
not what the script reads like. Leave IF NOT EXISTS out: each script runs once, on a known schema.`,
  bad: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'CREATE TABLE IF NOT EXISTS book (id INTEGER PRIMARY KEY, title TEXT);\n',
  },
  good: {
    before: 'CREATE TABLE book (id INTEGER PRIMARY KEY);',
    script: 'ALTER TABLE book ADD COLUMN title TEXT;\n',
  },
  *check(script) {
    for (const statement of statementsOf(script, 'create')) {
      const { form, before, text } = statement;
      if (!form.ifNotExists || form.temporary || statement.error) continue;
      const there = objectsOf(before, form).find(({ name }) => sameName(name, form.name));
      if (there === undefined || sameShape(there, form, text, before)) continue;
      yield atStatement(
        statement,
        `${form.name} exists already with another definition, so this does nothing`,
      );
    }
  },
};

function objectsOf(schema: Schema, { object }: CreateForm): readonly SchemaObject[] {
  switch (object) {
    case 'table':
      return [...schema.tables, ...schema.virtualTables, ...schema.views];
    case 'view':
      return [...schema.views, ...schema.tables];
    case 'index':
      return schema.indexes;
    case 'trigger':
      return schema.triggers;
    case 'virtual':
      return schema.virtualTables;
  }
}

/** Whether the statement would make what is there. Views and triggers are compared as they are stored. */
function sameShape(
  there: SchemaObject,
  { object, asSelect }: CreateForm,
  text: string,
  schema: Schema,
): boolean {
  if (asSelect) return false;
  try {
    if (object === 'table') return parseTable(text).canonical === there.canonical;
    if (object === 'index') {
      const { table } = parseIndex(text);
      return parseIndex(text, tableNamed(schema, table)).canonical === there.canonical;
    }
    return plain(text) === plain(there.sql);
  } catch (error) {
    if (error instanceof MigrateError) return false;
    throw error;
  }
}

function plain(sql: string): string {
  return sql
    .replace(/if\s+not\s+exists/i, '')
    .replaceAll(/[\s;"`[\]]+/g, '')
    .toLowerCase();
}
