import type { RunOptions } from '../core/migration/runOptions.ts';
import { isTerminal } from './terminal.ts';

/**
 * How script processes are started from a command line. They read its standard input, as the Python tool's do. Where
 * that is a terminal they stay in its process group, or they could not read from it; otherwise they get a group of
 * their own, so that ending a script ends all that it started.
 */
export function scriptOptions(): Pick<RunOptions, 'stdin' | 'ownProcessGroup'> {
  return { stdin: 'inherit', ownProcessGroup: !isTerminal(0) };
}
