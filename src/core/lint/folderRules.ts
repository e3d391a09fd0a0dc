import { folderRule } from './folderRule.ts';
import type { Rule } from './rule.ts';

export const INVALID_NAME = folderRule(
  'FM601',
  'invalid-name',
  'error',
  'A file is meant as a script, but its name is not that of one',
  `Names are \`0007-add-users.sql\` (four digits, a hyphen, a name, and .sql, .py or .sh), or in TupleSaver projects
\`007.add_users.sql\`. The Python tools pass over any other file without a word.`,
);

export const DUPLICATE_NUMBER = folderRule(
  'FM602',
  'duplicate-number',
  'error',
  'Two scripts have the same number',
  `It comes from two branches that each added one. Nothing runs until one of them has another number: \`fastmigrate renumber\`
gives the next free one to a script that was not applied.`,
);

export const NUMBER_GAP = folderRule(
  'FM603',
  'number-gap',
  'info',
  'A number is missing between two scripts',
  `A script was deleted, or comes from a branch that is not merged: then it will be late. In TupleSaver projects numbers run from 1
without gaps, and a gap is an error.`,
);

export const LATE_SCRIPT = folderRule(
  'FM604',
  'late-script',
  'error',
  'A script was never applied, and the database is past its number',
  `It was merged after a later one had been applied. The Python tool never runs it and says nothing. Renumber it above the applied
ones.`,
);

export const NO_NUMBER = folderRule(
  'FM605',
  'no-number',
  'warning',
  'An SQL file in the migrations folder has no number',
  'It is never run. Give it a number, or move it elsewhere if it is no migration.',
);

export const UNREADABLE_SCRIPT = folderRule(
  'FM607',
  'unreadable-script',
  'error',
  'A script is not UTF-8 text',
  'Scripts are read as UTF-8 without NUL characters. Save it in that encoding. Editors of Windows may have written UTF-16 or Latin-1.',
);

export const FOLDER_RULES: readonly Rule[] = [
  INVALID_NAME,
  DUPLICATE_NUMBER,
  NUMBER_GAP,
  LATE_SCRIPT,
  NO_NUMBER,
  UNREADABLE_SCRIPT,
];
