// Texts of the drift suite, for its fixture and for its tests: the extension host loads no SQLite.

export const SHOP_SCRIPTS = {
  'migrations/0001-customers.sql':
    'CREATE TABLE customers (\n  id INTEGER PRIMARY KEY,\n  name TEXT NOT NULL,\n  mail TEXT\n);\n',
  'migrations/0002-orders.sql':
    'CREATE TABLE orders (\n  id INTEGER PRIMARY KEY,\n  customer INTEGER NOT NULL REFERENCES customers (id)\n);\n\nCREATE INDEX orders_customer ON orders (customer);\n',
};

/** What the scripts make, and two things more. */
export const WANTED = `CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  mail TEXT,
  phone TEXT
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer INTEGER NOT NULL REFERENCES customers (id)
);
CREATE INDEX orders_customer ON orders (customer);
CREATE TABLE tags (name TEXT PRIMARY KEY);
`;

export function withTable(statement: string): string {
  return `${WANTED}${statement}\n`;
}

/** A name, quoted, that would be a link to a command and an icon where it were not escaped. */
export const HOSTILE = '"[tick](command:workbench.action.closeWindow) $(zap)"';
