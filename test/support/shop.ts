import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createDatabase } from '../../src/core/database/version.ts';
import { makeProject } from './project.ts';
import type { Made, ProjectParts } from './project.ts';

/** Three scripts as TupleSaver names them. */
export const SHOP = {
  '001.shelf.sql': 'CREATE TABLE shelf (id INTEGER PRIMARY KEY, place TEXT NOT NULL);\n',
  '002.book.sql': 'CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT);\n',
  '003.page.sql': 'ALTER TABLE book ADD COLUMN pages INTEGER;\n',
};

/** A TupleSaver project at version 0. */
export function makeShop(parts: ProjectParts = {}): Made {
  const made = makeProject({
    ...parts,
    database: 'none',
    scripts: {},
    project: { convention: 'tuplesaver', ...parts.project },
  });
  const shop = {
    ...made,
    add: (scripts: Readonly<Record<string, string | Uint8Array>>) => {
      for (const [name, text] of Object.entries(scripts)) {
        mkdirSync(dirname(join(made.project.migrations, name)), { recursive: true });
        writeFileSync(join(made.project.migrations, name), text);
      }
    },
  };
  shop.add(parts.scripts ?? SHOP);
  if (parts.database !== 'none') createDatabase(made.database, 'tuplesaver');
  return shop;
}

/** `file: status` of each migration, with how it stands to the reference. */
export function shopStatuses(made: Made): string[] {
  return made
    .status()
    .migrations.map(({ file, status, reference }) =>
      [`${file}: ${status}`, ...(reference === undefined ? [] : [reference])].join(', '),
    );
}
