import { atColumn, foreignKeysOf, statementsOf } from '../objects.ts';
import { hasParentKey } from '../parentKey.ts';
import type { Rule } from '../rule.ts';
import { placeOfTable } from '../tablePlace.ts';

export const parentNotUnique: Rule = {
  code: 'FM308',
  name: 'parent-not-unique',
  severity: 'error',
  title: 'A foreign key refers to columns that are not unique',
  why: `The parent's columns must be its PRIMARY KEY, or have a UNIQUE constraint or a unique index without WHERE, with the same
collation. SQLite says nothing when the table is made. But the check after a script counts such a key as a violation, so the
migration fails, and with foreign keys on every change of either table does.`,
  bad: {
    before: 'CREATE TABLE country (id INTEGER PRIMARY KEY, code TEXT);',
    script: `CREATE TABLE city (id INTEGER PRIMARY KEY, country TEXT REFERENCES country (code));
CREATE INDEX city_country ON city (country);
`,
  },
  good: {
    before: 'CREATE TABLE country (id INTEGER PRIMARY KEY, code TEXT UNIQUE);',
    script: `CREATE TABLE city (id INTEGER PRIMARY KEY, country TEXT REFERENCES country (code));
CREATE INDEX city_country ON city (country);
`,
  },
  *check(script) {
    if (statementsOf(script, 'create').length + statementsOf(script, 'add-column').length === 0)
      return;
    for (const { child, key } of foreignKeysOf(script.end)) {
      const place =
        placeOfTable(script, child.name, key.columns) ?? placeOfTable(script, key.parent);
      if (!place || hasParentKey(script.end, key)) continue;
      const { parent, parentColumns, columns } = key;
      const what =
        parentColumns.length > 0
          ? `${parent} (${parentColumns.join(', ')}) is not unique`
          : `${parent} has no primary key of ${columns.length === 1 ? 'one column' : `${columns.length} columns`}`;
      yield atColumn(
        place,
        child.name,
        columns[0],
        `${what}, so the foreign key of ${child.name} cannot work`,
      );
    }
  },
};
