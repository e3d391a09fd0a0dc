import type { RunOptions } from '../core/migration/run.ts';
import { MigrateError } from '../core/errors.ts';
import { askUnlessEnded } from './prompt.ts';
import { visible, visibleLines } from './visible.ts';

/**
 * Shows each script on stderr and asks whether to run it. Anything but yes or all stops the run there. Ctrl-C cancels it:
 * what a shell would do after the run is not to be done then.
 */
export function approver(): NonNullable<RunOptions['approve']> {
  let all = false;
  return async ({ file, text }) => {
    if (all) return 'run';
    process.stderr.write(`\n── ${visible(file)}\n${visibleLines(text.trimEnd())}\n──\n`);
    const question = `Run ${visible(file)}? [y]es, [a]ll that follow, [N]o, stop here: `;
    const answer = (await askUnlessEnded(question))?.toLowerCase();
    if (answer === undefined) throw new MigrateError({ code: 'cancelled', what: 'the run' });
    all = answer === 'a' || answer === 'all';
    return all || answer === 'y' || answer === 'yes' ? 'run' : 'stop';
  };
}
