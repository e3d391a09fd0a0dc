import Database from 'better-sqlite3';
import fs from 'node:fs';
import path from 'node:path';
import { writeFiles } from './projectFiles.ts';
import { CUSTOMERS, EMAIL, ORDERS, TOTALS } from './shopScripts.ts';

/** The table of records, in the very words of the Python tool. */
const HISTORY = fs.readFileSync(
  path.resolve(import.meta.dirname, '../support/tuplesaverHistory.sql'),
  'utf8',
);

interface Row {
  readonly id: number;
  readonly filename: string;
  readonly script: string;
}

const FIRST: readonly Row[] = [
  { id: 1, filename: '001.create_customers.sql', script: CUSTOMERS },
  { id: 2, filename: '002.create_orders.sql', script: ORDERS },
];

/**
 * A TupleSaver project in conflict: production, this database and the file each have another version 3.
 * The view was changed since it was applied, and one more script is pending.
 */
export function shopIn(folder: string): void {
  const database = path.join(folder, 'shop.sqlite');
  const name = '003.add_email.sql';
  writeFiles(`${database}.migrations`, {
    ...Object.fromEntries(FIRST.map(({ filename, script }) => [filename, script])),
    [name]: EMAIL.file,
    '004.add_loyalty.sql': 'ALTER TABLE customers ADD COLUMN points INTEGER NOT NULL DEFAULT 0;\n',
    'views_indexes_triggers/order_totals.sql': TOTALS.replace(
      'sum(cents) AS cents',
      'sum(cents) AS cents, count(*) AS orders',
    ),
  });
  makeDatabase(`${database}.ref`, 12, [
    ...FIRST,
    { id: 3, filename: name, script: EMAIL.reference },
  ]);
  makeDatabase(database, 9, [
    ...FIRST,
    { id: 3, filename: name, script: EMAIL.applied },
    { id: -1, filename: 'views_indexes_triggers/order_totals.sql', script: TOTALS },
  ]);
}

function makeDatabase(file: string, orders: number, rows: readonly Row[]): void {
  const database = new Database(file);
  database.exec(HISTORY);
  const record = database.prepare(
    "INSERT INTO _migrations VALUES (?, ?, ?, '2026-03-01T12:15:00.380576+00:00', '2026-03-01T12:15:00.380990+00:00')",
  );
  for (const { id, filename, script } of rows) {
    database.exec(script);
    record.run(id, filename, script);
  }
  database.exec("INSERT INTO customers (name) VALUES ('Ada'), ('Boris'), ('Chiara')");
  const order = database.prepare('INSERT INTO orders (customer, cents) VALUES (?, ?)');
  for (let index = 0; index < orders; index += 1) order.run((index % 3) + 1, 500 + index * 35);
  database.close();
}
