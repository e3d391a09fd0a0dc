/** Work that takes a turn of its own, so that the editor does not wait for all such work together. */
export class Deferred {
  readonly #action: () => void;
  #turn: NodeJS.Immediate | undefined;

  constructor(action: () => void) {
    this.#action = action;
  }

  /** Does it soon; several calls until then are one. */
  ask(): this {
    this.#turn ??= setImmediate(() => this.now());
    return this;
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
