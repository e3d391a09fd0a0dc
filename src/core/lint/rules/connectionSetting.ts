import { atStatement, statementsOf } from '../objects.ts';
import type { Rule } from '../rule.ts';

export const connectionSetting: Rule = {
  code: 'FM409',
  name: 'connection-setting',
  severity: 'info',
  title: 'A pragma is forgotten when the script ends',
  why: `Settings such as cache_size, busy_timeout and case_sensitive_like belong to a connection and not to the file. A program
that opens the database later does not have them: set them there. legacy_alter_table, and what a rebuild needs, are not meant.`,
  bad: { script: 'PRAGMA cache_size = -64000;\n' },
  good: { script: 'PRAGMA user_version = 7;\n' },
  *check(script) {
    for (const statement of statementsOf(script, 'pragma'))
      if (statement.form.value !== null && SETTINGS.has(statement.form.name))
        yield atStatement(
          statement,
          `${statement.form.name} belongs to the connection and is forgotten when the script ends`,
        );
  },
};

const SETTINGS: ReadonlySet<string> = new Set(
  `analysis_limit automatic_index busy_timeout cache_size cache_spill case_sensitive_like mmap_size query_only
  read_uncommitted recursive_triggers soft_heap_limit hard_heap_limit temp_store threads wal_autocheckpoint trusted_schema`.split(
    /\s+/,
  ),
);
