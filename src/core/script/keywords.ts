/** All keywords of SQLite. https://sqlite.org/lang_keywords.html */
export const KEYWORDS: ReadonlySet<string> = new Set(
  `abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade
  case cast check collate column commit conflict constraint create cross current current_date current_time
  current_timestamp database default deferrable deferred delete desc detach distinct do drop each else end escape
  except exclude exclusive exists explain fail filter first following for foreign from full generated glob group
  groups having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join key
  last left like limit match materialized natural no not nothing notnull null nulls of offset on or order others
  outer over partition plan pragma preceding primary query raise range recursive references regexp reindex release
  rename replace restrict returning right rollback row rows savepoint select set table temp temporary then ties to
  transaction trigger unbounded union unique update using vacuum values view virtual when where window with without`
    .trim()
    .split(/\s+/),
);

/** Words with which a statement begins that belongs into a migration. */
export const STATEMENT_WORDS: readonly string[] = [
  'ALTER TABLE',
  'ANALYZE',
  'CREATE INDEX',
  'CREATE TABLE',
  'CREATE TRIGGER',
  'CREATE UNIQUE INDEX',
  'CREATE VIEW',
  'CREATE VIRTUAL TABLE',
  'DELETE FROM',
  'DROP INDEX',
  'DROP TABLE',
  'DROP TRIGGER',
  'DROP VIEW',
  'INSERT INTO',
  'PRAGMA',
  'REINDEX',
  'REPLACE INTO',
  'SELECT',
  'UPDATE',
  'WITH',
];

/** Words for the inside of CREATE TABLE. */
export const COLUMN_WORDS: readonly string[] = [
  'INTEGER',
  'TEXT',
  'REAL',
  'BLOB',
  'NUMERIC',
  'PRIMARY KEY',
  'AUTOINCREMENT',
  'NOT NULL',
  'UNIQUE',
  'DEFAULT',
  'CHECK',
  'COLLATE NOCASE',
  'REFERENCES',
  'ON DELETE CASCADE',
  'ON DELETE SET NULL',
  'ON DELETE RESTRICT',
  'ON UPDATE CASCADE',
  'FOREIGN KEY',
  'CONSTRAINT',
  'GENERATED ALWAYS AS',
  'STRICT',
  'WITHOUT ROWID',
];

/** Words for behind ALTER TABLE name. */
export const ALTER_WORDS: readonly string[] = [
  'ADD COLUMN',
  'DROP COLUMN',
  'RENAME COLUMN',
  'RENAME TO',
];

/** Pragmas that a migration may have a use for. https://sqlite.org/pragma.html */
export const PRAGMAS: readonly string[] = [
  'application_id',
  'auto_vacuum',
  'defer_foreign_keys',
  'foreign_key_check',
  'foreign_key_list',
  'foreign_keys',
  'incremental_vacuum',
  'index_info',
  'index_list',
  'integrity_check',
  'journal_mode',
  'legacy_alter_table',
  'optimize',
  'page_size',
  'quick_check',
  'recursive_triggers',
  'synchronous',
  'table_info',
  'table_list',
  'table_xinfo',
  'user_version',
];
