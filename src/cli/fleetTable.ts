import { displayPath } from '../core/project/discover.ts';
import type { FleetResult } from '../core/fleet/fleetReport.ts';
import type { Context } from './host.ts';
import { visible } from './visible.ts';

/** Names that are longer push the rest of their row to the right. */
const WIDEST = 60;

/** The rows of a table of databases, which are printed one by one. `databases` tells how wide the first column is. */
export class FleetTable {
  readonly #context: Context;
  readonly #width: number;

  constructor(databases: readonly string[], context: Context) {
    this.#context = context;
    // Not by spreading: a call takes no list of a hundred thousand arguments.
    const longest = databases.reduce((most, each) => Math.max(most, this.#nameOf(each).length), 0);
    this.#width = Math.min(WIDEST, longest);
  }

  /** Name, version before and after, and what became of it. */
  row(result: FleetResult): string {
    const { terminal } = this.#context;
    const failed = result.result === 'failed';
    const mark = failed ? terminal.style('red', '✗') : terminal.style('green', '✓');
    const name = this.#nameOf(result.database).padEnd(this.#width);
    return `${mark} ${name}  ${versionsOf(result)}  ${outcomeOf(result)}\n`;
  }

  #nameOf(database: string): string {
    return visible(displayPath(database, this.#context.runtime.cwd));
  }
}

function versionsOf({ from, to }: FleetResult): string {
  const [before, after] = [from, to].map((version) => version ?? '?');
  return (before === after ? `${after}` : `${before} → ${after}`).padEnd('9999 → 9999'.length);
}

function outcomeOf({ result, state, error }: FleetResult): string {
  if (error !== undefined) return visible(error.message.split('\n')[0] ?? '');
  return (result === 'seen' || result === 'failed' ? state : result) ?? result;
}
