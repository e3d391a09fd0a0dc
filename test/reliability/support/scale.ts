/** How much longer than in `npm test` the tests run: FASTMIGRATE_SOAK=1 is the long form, a larger number a factor on it. */
const FACTOR = Number(process.env['FASTMIGRATE_SOAK'] ?? 0);

export const isLong = FACTOR > 0;

/** A number of rounds in the short form or in the long one. */
export function rounds(short: number, long: number): number {
  return isLong ? Math.ceil(long * FACTOR) : short;
}

/** What the long form prints, for docs/reliability.md. The short form is silent. */
export function tell(text: string): void {
  if (isLong) console.log(`      ${text}`);
}

/** Random numbers from 0 up to 1 that a seed reproduces. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The seed of a test: FASTMIGRATE_SEED, or a new one. A failing test names it. */
export const SEED = Number(process.env['FASTMIGRATE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
