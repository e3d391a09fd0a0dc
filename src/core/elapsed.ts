import { hrtime } from 'node:process';

/**
 * Milliseconds since some moment, on a clock that nobody sets: for the difference of two readings.
 * `performance.now()` tells the same, and its first call loads a module for a millisecond.
 */
export function elapsedMs(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
