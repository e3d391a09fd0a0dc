import type { RunOptions } from '../core/migration/run.ts';
import { ask } from './prompt.ts';
import { visible, visibleLines } from './visible.ts';

/** Shows each script on stderr and asks whether to run it. Anything but yes or all stops the run there. */
export function approver(): NonNullable<RunOptions['approve']> {
  let all = false;
  return async ({ file, text }) => {
    if (all) return 'run';
    process.stderr.write(`\n── ${visible(file)}\n${visibleLines(text.trimEnd())}\n──\n`);
    const answer = (
      await ask(`Run ${visible(file)}? [y]es, [a]ll that follow, [N]o, stop here: `)
    ).toLowerCase();
    all = answer === 'a' || answer === 'all';
    return all || answer === 'y' || answer === 'yes' ? 'run' : 'stop';
  };
}
