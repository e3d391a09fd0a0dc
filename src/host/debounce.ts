/** Collects calls: `action` gets all distinct arguments once none came for `delayMs`. */
export class Debounced<T> {
  readonly #delayMs: number;
  readonly #action: (items: readonly T[]) => void;
  readonly #items = new Set<T>();
  #timer: NodeJS.Timeout | undefined;

  constructor(delayMs: number, action: (items: readonly T[]) => void) {
    this.#delayMs = delayMs;
    this.#action = action;
  }

  add(item: T): void {
    this.#items.add(item);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const items = [...this.#items];
      this.#items.clear();
      this.#action(items);
    }, this.#delayMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#items.clear();
  }
}
