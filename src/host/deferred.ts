/** Work over thousands of rows that takes its own turn, so that none of the editor's waits for all such work together. */
export class Deferred {
  readonly #action: () => void;
  #turn: NodeJS.Immediate | undefined;

  constructor(action: () => void) {
    this.#action = action;
  }

  /** Does it soon; several calls until then are one. */
  ask(): void {
    this.#turn ??= setImmediate(() => this.now());
  }

  /** Does what was asked for and is not done yet. */
  now(): void {
    if (this.#turn === undefined) return;
    clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#action();
  }

  dispose(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
  }
}
