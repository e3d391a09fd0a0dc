import { chmodSync, constants, copyFileSync } from 'node:fs';
import { openForWriting, using } from '../../database/open.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import type { Schema } from '../model.ts';
import { namesInText } from '../parse/reader.ts';

/**
 * A file with the rows of a database that can be attached to another: SQLite reads a view or trigger with `main.book` in
 * no database but the main one. Where there is any, it is a second copy without them beside the first.
 */
export function attachable(database: string, { views, triggers }: Schema): string {
  const isBound = ({ sql }: { readonly sql: string }): boolean => namesInText(sql).has('main');
  const drops = [
    ...triggers.filter(isBound).map(({ name }) => `DROP TRIGGER ${quoteIdentifier(name)}`),
    ...views.filter(isBound).map(({ name }) => `DROP VIEW ${quoteIdentifier(name)}`),
  ];
  if (drops.length === 0) return database;
  const bare = `${database}-bare`;
  copyFileSync(database, bare, constants.COPYFILE_FICLONE);
  chmodSync(bare, 0o600);
  using(openForWriting(bare), (connection) => {
    for (const sql of drops) connection.exec(sql);
  });
  return bare;
}
