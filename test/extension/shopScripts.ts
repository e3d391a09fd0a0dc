// Texts of the shop's scripts, apart from what makes its databases: the extension host loads no SQLite.

export const CUSTOMERS =
  'CREATE TABLE customers (\n  id INTEGER PRIMARY KEY,\n  name TEXT NOT NULL\n);\n';
export const ORDERS =
  'CREATE TABLE orders (\n  id INTEGER PRIMARY KEY,\n  customer INTEGER NOT NULL REFERENCES customers (id),\n  cents INTEGER NOT NULL\n);\n';
export const TOTALS =
  'DROP VIEW IF EXISTS order_totals;\nCREATE VIEW order_totals AS\nSELECT customer, sum(cents) AS cents FROM orders GROUP BY customer;\n';

/** Version 3 as production ran it, as this database ran it, and as the file has it. */
export const EMAIL = {
  reference:
    "-- Orders are confirmed by mail.\nALTER TABLE customers ADD COLUMN email TEXT NOT NULL DEFAULT '';\n",
  applied: '-- Orders are confirmed by mail.\nALTER TABLE customers ADD COLUMN email TEXT;\n',
  file: '-- Orders are confirmed by mail.\nALTER TABLE customers ADD COLUMN email TEXT;\nCREATE UNIQUE INDEX customers_email ON customers (email);\n',
};
