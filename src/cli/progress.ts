import type { EngineEvent } from '../core/events.ts';
import type { SharedOptions } from './options.ts';
import type { Terminal } from './terminal.ts';
import { visible, visibleLines } from './visible.ts';

/**
 * Prints the engine's events while they happen. Everything goes to stderr, except what a script itself writes on its
 * stdout, and that only where stdout is not kept for the JSON document.
 */
export function eventPrinter(
  terminal: Terminal,
  options: SharedOptions,
): (event: EngineEvent) => void {
  const shows = terminal.showsProgress || options.verbose === true;
  return (event) => {
    switch (event.type) {
      case 'script-output': {
        const toOut = event.stream === 'stdout' && options.json !== true;
        (toOut ? terminal.out : terminal.err)(event.text);
        return;
      }
      case 'migration-started':
        if (shows)
          terminal.err(
            terminal.styleErr(
              'dim',
              `[${event.index + 1}/${event.total}] ${visible(event.file)}\n`,
            ),
          );
        return;
      case 'script-started':
        if (options.verbose === true)
          terminal.err(`running: ${visible(event.command.join(' '))}\n`);
        return;
      case 'progress':
        if (shows && event.donePages === event.totalPages && options.verbose === true)
          terminal.err(terminal.styleErr('dim', `${event.what}: ${event.totalPages} pages\n`));
        return;
      case 'recovered':
        terminal.err(`${terminal.styleErr('yellow', 'recovered:')} ${visibleLines(event.text)}\n`);
        return;
      case 'warning':
        terminal.err(`${terminal.styleErr('yellow', 'warning:')} ${visibleLines(event.text)}\n`);
        return;
      case 'migration-applied':
      case 'migration-failed':
      case 'script-finished':
      case 'backup-written':
        // The command's own result says these.
        return;
    }
  };
}
