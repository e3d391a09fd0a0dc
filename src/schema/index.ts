export type { MigrationAdapter, PreparedStatement, RunResult, SQLiteAdapter } from './adapter.ts';
export type { ReferenceOptions } from './columnBuilder.ts';
export { ColumnBuilder, FilesetColumnBuilder, TextColumnBuilder } from './columnBuilder.ts';
export type {
  ColumnType,
  DbColumn,
  DbForeignKey,
  DbKey,
  DbTable,
  DbView,
  DeclarativeSchema,
  DefaultValue,
  KeyType,
  SqlExpression,
  ValidValue,
} from './declarative.ts';
export { SchemaDiffer } from './differ.ts';
export type { DeclarativeDiff, DifferOptions } from './differ.ts';
export type { KeepTable } from './desired.ts';
export { SchemaMigrationError } from './failure.ts';
export type { SchemaFailureCode } from './failure.ts';
export { MigrationGenerator } from './generator.ts';
export type { MigrationOperation } from './generator.ts';
export { SchemaIntrospector } from './introspector.ts';
export { KeyBuilder } from './keyBuilder.ts';
export { SchemaMigrator } from './migrator.ts';
export type { MigrateOptions, MigrationPlan, SchemaMigratorOptions } from './migrator.ts';
export { renderSchema } from './renderSchema.ts';
export { SchemaBuilder } from './schemaBuilder.ts';
export type { SchemaBuilderOptions } from './schemaBuilder.ts';
export type { ColumnModification, DiffSummary, TableAlterations } from './summary.ts';
export { TableBuilder } from './tableBuilder.ts';
export type { TableOptions } from './tableBuilder.ts';
