import { ALL_RULES } from '../../src/core/lint/registry.ts';
import type { Example, Rule } from '../../src/core/lint/rule.ts';

/** Groups of rules by the first digit of their codes. */
const GROUPS: Readonly<Record<string, string>> = {
  '0': 'Comments that ignore findings',
  '1': 'Loss of data',
  '2': 'What fails',
  '3': 'Traps of SQLite',
  '4': 'Transactions and the runner',
  '5': 'Compatibility',
  '6': 'Names and the folder',
  '7': 'Advice',
};

const INTRODUCTION = `# Lint rules

\`fastmigrate lint\` looks for what will fail or lose data before it does. It runs each pending script in a scratch database
that is as the scripts before it make it, so it knows the schema at every statement, and it counts rows in your database,
which is only read. The editor shows the same findings while you type.

A finding that is all right is accepted in the script, with a reason:

\`\`\`sql
-- fastmigrate-ignore FM101: nobody reads the log of 2019
DROP TABLE log_2019;
\`\`\`

The comment stands in the line of the finding, in the line above, or above the statement; \`fastmigrate-ignore-file\` is for
the whole script. Codes and names do, several with commas between them. For a whole project, the section \`[lint]\` of
\`.fastmigrate\` gives a rule another severity:

\`\`\`ini
[lint]
foreign-key-index = off
FM101 = error
\`\`\`

An **error** will fail or lose data, a **warning** may, an **info** is advice. A warning about rows is an info where the
database has no such row.
`;

/** The pages of the rules by file name, made from the rules themselves. */
export function lintPages(): ReadonlyMap<string, string> {
  const pages = new Map<string, string>([['README.md', overview()]]);
  for (const rule of ALL_RULES) pages.set(`${rule.code}.md`, pageOf(rule));
  return pages;
}

function overview(): string {
  const sections = Object.entries(GROUPS).map(([digit, title]) => {
    const rules = ALL_RULES.filter(({ code }) => code[2] === digit);
    const rows = rules.map(
      ({ code, name, severity, title: text }) =>
        `| [${code}](${code}.md) | \`${name}\` | ${severity} | ${text} |`,
    );
    return `## ${title}\n\n| Code | Name | Severity | |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

function pageOf({ code, name, severity, title, why, bad, good }: Rule): string {
  const examples =
    bad === null || good === null
      ? ''
      : `\n## Found\n\n${exampleOf(bad)}\n## Not found\n\n${exampleOf(good)}`;
  return `# ${code}: ${title}\n\n\`${name}\`, ${severity}\n\n${why}\n${examples}\n[All rules](README.md)\n`;
}

function exampleOf({ before, script }: Example): string {
  const given = before === undefined ? '' : `Given\n\n${fence(before)}\nthe script\n\n`;
  return given + fence(script);
}

function fence(sql: string): string {
  return `\`\`\`sql\n${sql.trimEnd()}\n\`\`\`\n`;
}
