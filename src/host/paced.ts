/** Passes values on, at once and then at most once in `everyMs`, always the latest. */
export class Paced<T> {
  readonly #everyMs: number;
  readonly #action: (value: T) => void;
  #latest: { readonly value: T } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(everyMs: number, action: (value: T) => void) {
    this.#everyMs = everyMs;
    this.#action = action;
  }

  set(value: T): void {
    this.#latest = { value };
    if (this.#timer === undefined) this.#pass();
  }

  /** Forgets what was not passed on yet. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#latest = undefined;
  }

  #pass(): void {
    const latest = this.#latest;
    this.#latest = undefined;
    this.#timer = undefined;
    if (latest === undefined) return;
    this.#timer = setTimeout(() => this.#pass(), this.#everyMs);
    this.#action(latest.value);
  }
}
