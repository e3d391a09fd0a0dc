import type { ForeignKey, Schema } from '../schema/model.ts';
import { isMismatch } from '../schema/plan/parentKey.ts';
import { tableNamed } from './objects.ts';

/** Whether the columns that a foreign key refers to are a key of its parent. True for a parent that is not there. */
export function hasParentKey(schema: Schema, key: ForeignKey): boolean {
  return tableNamed(schema, key.parent) === undefined || !isMismatch(schema, key);
}
