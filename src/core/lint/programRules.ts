import { folderRule } from './folderRule.ts';
import type { Rule } from './rule.ts';

export const SHELL_LINE_ENDS = folderRule(
  'FM608',
  'shell-line-ends',
  'warning',
  'A shell script has the line ends of Windows',
  `A shell takes the carriage return at the end of a line for a letter of its last word, so commands and files are not found,
or have other names than meant. Save the script with line feeds alone, and keep Git from changing them back with a line
\`*.sh text eol=lf\` in .gitattributes.`,
);

export const OTHER_INTERPRETER = folderRule(
  'FM609',
  'other-interpreter',
  'warning',
  'The first line of a shell script names what does not run it',
  `Every .sh script is run by \`sh\`, as in the Python tool, or by what \`FASTMIGRATE_SHELL\` names. A first line such as
\`#!/bin/bash\` is a comment then, and its options are not set. Keep to what \`sh\` can do, and write \`set -e\` on a line of
its own; or let the script call the other interpreter with a file of its own.`,
);

export const PROGRAM_RULES: readonly Rule[] = [SHELL_LINE_ENDS, OTHER_INTERPRETER];
