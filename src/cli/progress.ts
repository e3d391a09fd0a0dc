import type { EngineEvent } from '../core/events.ts';
import type { SharedOptions } from './options.ts';
import type { Terminal } from './terminal.ts';
import { visible, visibleLines } from './visible.ts';

type EventPrinter = (event: EngineEvent) => void;

/**
 * Prints the engine's events while they happen. Everything goes to stderr, except what a script itself writes on its
 * stdout, and that only where stdout is not kept for what the command prints, as for the JSON document.
 */
export function eventPrinter(terminal: Terminal, given: SharedOptions, kept = false): EventPrinter {
  const verbose = given.verbose === true;
  const shows = (): boolean => verbose || terminal.showsProgress;
  const passing = outputPrinter(terminal, kept || given.json === true);
  const copying = copyPrinter(terminal);
  const counting = fleetPrinter(terminal);
  return (event) => {
    switch (event.type) {
      case 'script-output':
        passing(event);
        return;
      case 'migration-started':
        if (shows()) terminal.err(terminal.styleErr('dim', `${numbered(event)}\n`));
        return;
      case 'script-started':
        if (verbose) terminal.err(`running: ${visible(event.command.join(' '))}\n`);
        return;
      case 'progress':
        if (shows()) copying(event);
        return;
      case 'fleet-progress':
        if (terminal.showsProgress) counting(event);
        return;
      case 'recovered':
      case 'warning':
        terminal.err(noticed(terminal, event));
        return;
      case 'copy-started':
      case 'copy-finished':
      case 'copy-completing':
      case 'migration-applied':
      case 'migration-failed':
      case 'script-finished':
      case 'recorded':
      case 'backup-written':
        // The command's own result says these, and how far a copy is says its progress.
        return;
    }
  };
}

function outputPrinter(
  { out, err }: Terminal,
  keepsOut: boolean,
): (event: Extract<EngineEvent, { type: 'script-output' }>) => void {
  return ({ stream, text }) => (stream === 'stdout' && !keepsOut ? out : err)(text);
}

function noticed(
  terminal: Terminal,
  { type, text }: Extract<EngineEvent, { type: 'recovered' | 'warning' }>,
): string {
  return `${terminal.styleErr('yellow', `${type}:`)} ${visibleLines(text)}\n`;
}

/** `[2/5] 0002-name.sql` */
function numbered(event: Extract<EngineEvent, { type: 'migration-started' }>): string {
  return `[${event.index + 1}/${event.total}] ${visible(event.file)}`;
}

/** Tells in place how many databases of a fleet are done. */
function fleetPrinter(
  terminal: Terminal,
): (event: Extract<EngineEvent, { type: 'fleet-progress' }>) => void {
  return ({ done, total, failed }) => {
    const failures = failed === 0 ? '' : `, ${failed.toLocaleString('en')} failed`;
    const text = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} databases${failures}`;
    terminal.err(`\r${terminal.styleErr('dim', text)}${done === total ? '\n' : ''}`);
  };
}

/** Pages from which on a copy takes long enough to be watched. */
const WATCHED = 5000;

/** Tells how far a copy is, once for every tenth of it; on a terminal in place, for every hundredth. */
function copyPrinter(
  terminal: Terminal,
): (event: Extract<EngineEvent, { type: 'progress' }>) => void {
  let last = -1;
  return ({ what, donePages, totalPages }) => {
    if (totalPages < WATCHED) return;
    const step = terminal.showsProgress ? 1 : 10;
    const percent = Math.floor(((donePages / totalPages) * 100) / step) * step;
    if (percent === last) return;
    last = percent;
    const text = terminal.styleErr('dim', `${what}: ${percent} % of ${totalPages} pages`);
    const end = !terminal.showsProgress || percent === 100 ? '\n' : '';
    terminal.err(`${terminal.showsProgress ? '\r' : ''}${text}${end}`);
  };
}
