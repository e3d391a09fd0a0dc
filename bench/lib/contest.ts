import { spawnSync } from 'node:child_process';
import type { Point } from './plot.ts';

/** One program that takes part: what it does before the clock starts, and the command that is timed as a whole process. */
export interface Contestant {
  readonly name: string;
  readonly prepare?: () => void;
  readonly command: readonly string[];
  readonly cwd?: string;
  /** Text for its standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Times in milliseconds of one contestant, one for each round, in order. */
export interface Times {
  readonly name: string;
  readonly times: readonly number[];
}

/**
 * Runs all contestants one after the other, round by round, each round beginning with another one, so that whatever else
 * the machine does meets all of them. Where there is more than one round, another one before them warms up and is not
 * counted. Throws where one fails.
 */
export function contest(contestants: readonly Contestant[], rounds: number): Times[] {
  const times = contestants.map((): number[] => []);
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const at = (turn + round) % contestants.length;
      const contestant = contestants[at];
      if (contestant === undefined) continue;
      const time = timeOf(contestant);
      if (round > 0) times[at]?.push(time);
    }
  }
  return contestants.map(({ name }, at) => ({ name, times: times[at] ?? [] }));
}

function timeOf(contestant: Contestant): number {
  contestant.prepare?.();
  const [program = '', ...args] = contestant.command;
  const started = performance.now();
  const ended = spawnSync(program, args, {
    cwd: contestant.cwd,
    input: contestant.input ?? '',
    env: { ...process.env, ...contestant.env },
    stdio: ['pipe', 'ignore', 'pipe'],
    maxBuffer: 1 << 28,
  });
  const time = performance.now() - started;
  if (ended.status !== 0)
    throw new Error(
      `${contestant.name} failed (${ended.status ?? ended.signal ?? ended.error?.message}): ${ended.stderr.toString().slice(-2000)}`,
    );
  return time;
}

/** How one contestant compares with another: the middle of the ratios of each round, and their span. */
export interface Ratio {
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

/** Ratios of `a` to `b`, round by round: below 1 where `a` is faster. */
export function ratioOf(a: Times, b: Times): Ratio {
  const ratios = a.times
    .map((time, round) => time / (b.times[round] ?? Number.NaN))
    .toSorted((x, y) => x - y);
  return {
    middle: middle(ratios),
    low: ratios[0] ?? Number.NaN,
    high: ratios.at(-1) ?? Number.NaN,
  };
}

/** The middle of some numbers, which need no order. */
export function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((x, y) => x - y);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[half - 1] ?? Number.NaN, sorted[half] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The exponent by which a measure grows: 1 is linear, 2 quadratic. From a straight line through the logarithms. */
export function exponentOf(points: readonly Point[]): number {
  const logs = points.map(({ size, value }) => ({ x: Math.log(size), y: Math.log(value) }));
  const meanX = logs.reduce((sum, { x }) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, { y }) => sum + y, 0) / logs.length;
  const above = logs.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const below = logs.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return above / below;
}
