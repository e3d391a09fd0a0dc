const MOST_IMAGES = 64;
const MOST_BYTES = 64 * 1024 * 1024;

/** Database files in memory, the least recently used going first. */
export class ImageCache {
  readonly #images = new Map<string, Uint8Array>();
  #bytes = 0;

  has(key: string): boolean {
    return this.#images.has(key);
  }

  get(key: string): Uint8Array | undefined {
    const image = this.#images.get(key);
    if (image === undefined) return undefined;
    this.#images.delete(key);
    this.#images.set(key, image);
    return image;
  }

  put(key: string, image: Uint8Array): void {
    this.#remove(key);
    if (image.length > MOST_BYTES) return;
    this.#images.set(key, image);
    this.#bytes += image.length;
    for (const oldest of [...this.#images.keys()]) {
      if (this.#images.size <= MOST_IMAGES && this.#bytes <= MOST_BYTES) return;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#bytes -= this.#images.get(key)?.length ?? 0;
    this.#images.delete(key);
  }
}
