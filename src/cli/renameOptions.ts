import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import type { Renames } from '../core/schema/change.ts';

/** One `--rename` or `--no-rename`. The parser of options keeps both under one name. */
export interface RenameFlag {
  readonly renamed: boolean;
  /** Null for a table. */
  readonly table: string | null;
  readonly from: string;
  readonly to: string;
}

/** Flags that say what was renamed. */
export interface RenameFlags {
  readonly rename?: readonly RenameFlag[];
}

const NAME = String.raw`("(?:[^"]|"")+"|[^."=]+)`;
const ANSWER = new RegExp(`^(?:${NAME}\\.)?${NAME}=${NAME}$`, 'su');

/** Adds `--rename` and `--no-rename`, which can be repeated. */
export function addRenames(command: Command): Command {
  return command
    .option(
      '--rename <old=new>',
      'table old=new, or column table.old=new, was renamed; can be repeated',
      collector(true),
    )
    .option(
      '--no-rename <old=new>',
      'it was not: the old one goes, and the new one is made; can be repeated',
      collector(false),
    );
}

/** The flags as answers. */
export function renamesOf({ rename = [] }: RenameFlags): Renames {
  const renamed = rename.filter((flag) => flag.renamed);
  return {
    tables: renamed.flatMap(({ table, from, to }) => (table === null ? [{ from, to }] : [])),
    columns: renamed.flatMap(({ table, from, to }) =>
      table === null ? [] : [{ table, from, to }],
    ),
    denied: rename
      .filter((flag) => !flag.renamed)
      .map(({ table, from, to }) => ({ table, from, to })),
  };
}

function collector(
  renamed: boolean,
): (text: string, previous?: readonly RenameFlag[]) => readonly RenameFlag[] {
  return (text, previous = []) => {
    const match = ANSWER.exec(text);
    if (match === null)
      throw new InvalidArgumentError('It is old=new for a table, or table.old=new for a column.');
    const [, table, from = '', to = ''] = match;
    const flag = {
      renamed,
      table: table === undefined ? null : plain(table),
      from: plain(from),
      to: plain(to),
    };
    return [...previous, flag];
  };
}

function plain(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
}
