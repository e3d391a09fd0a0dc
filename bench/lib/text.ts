import type { Ratio } from './contest.ts';

/** A ratio with its span, such as `1.20 times (1.10 to 1.35)`. */
export function ratioText({ middle, low, high }: Ratio): string {
  return `${middle.toFixed(2)} times (${low.toFixed(2)} to ${high.toFixed(2)})`;
}
