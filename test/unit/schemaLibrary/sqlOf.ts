import { SchemaBuilder, renderSchema } from '../../../src/schema/index.ts';
import type { TableBuilder } from '../../../src/schema/index.ts';

/** The statements for one table. */
export function sqlOf(describe: (t: TableBuilder) => void, name = 't'): string {
  return renderSchema(new SchemaBuilder().table(name, describe).build()).join(';\n');
}
