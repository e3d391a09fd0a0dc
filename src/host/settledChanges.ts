interface Limits {
  /** How long nobody must have asked for rows. */
  readonly settledMs: number;
  /** How long a change is held back at most. */
  readonly heldMs: number;
}

const LIMITS: Limits = { settledMs: 120, heldMs: 1000 };

/**
 * Holds changes of rows back while a view asks for rows, then tells them together. An editor that is told to read rows again
 * while it reads them may give a row what is below its neighbour, or nothing: `getChildren` of `TreeDataSource` in
 * https://github.com/microsoft/vscode/blob/main/src/vs/workbench/browser/parts/views/treeView.ts takes the answers for
 * neighbours from one batch, which the next questions replace.
 */
export class SettledChanges<T> {
  readonly #tell: (changed: readonly T[] | undefined) => void;
  readonly #limits: Limits;
  /** Rows that changed; undefined among them stands for all. */
  readonly #held = new Set<T | undefined>();
  #heldSince = 0;
  #askedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(tell: (changed: readonly T[] | undefined) => void, limits = LIMITS) {
    this.#tell = tell;
    this.#limits = limits;
  }

  /** Says that the view asks for rows. */
  asked(): void {
    this.#askedAt = performance.now();
    if (this.#held.size > 0) this.#wait();
  }

  /** Says what changed: these rows, or all. */
  add(changed: readonly T[] | undefined): void {
    if (this.#held.size === 0) this.#heldSince = performance.now();
    for (const row of changed ?? [undefined]) this.#held.add(row);
    this.#wait();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#held.clear();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const { settledMs, heldMs } = this.#limits;
    const until = Math.min(this.#askedAt + settledMs, this.#heldSince + heldMs);
    const left = until - performance.now();
    if (left <= 0) this.#pass();
    else this.#timer = setTimeout(() => this.#pass(), left);
  }

  #pass(): void {
    const rows = [...this.#held];
    this.#held.clear();
    const named = rows.filter((row) => row !== undefined);
    this.#tell(named.length < rows.length ? undefined : named);
  }
}
