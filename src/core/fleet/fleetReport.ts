import type { ErrorReport } from '../errors.ts';
import { byCodeUnit } from '../project/files.ts';
import type { ProjectState } from '../migration/report.ts';

/** What became of one database. */
export interface FleetResult {
  /** Absolute path. */
  readonly database: string;
  /** Whether nothing is left to do with it. */
  readonly ok: boolean;
  /** `current`: there was nothing to do. `seen`: it was only looked at. */
  readonly result: 'applied' | 'current' | 'backed-up' | 'seen' | 'failed';
  /** Its state where it was only looked at. */
  readonly state?: ProjectState;
  /** Version before; null where there is none or it is not known. */
  readonly from: number | null;
  /** Version after. */
  readonly to: number | null;
  readonly backup?: string;
  readonly error?: ErrorReport;
}

/** State of a fleet: that of the one with the most to do. `STOPPED` is a run that did not come to all of them. */
export type FleetState = ProjectState | 'STOPPED';

/** What a fleet came to, without the single results. */
export interface FleetSummary {
  readonly ok: boolean;
  readonly state: FleetState;
  /** How many there are. */
  readonly databases: number;
  /** How many databases are at a version after it; those whose version is not known are under `none`. */
  readonly versions: Readonly<Record<string, number>>;
  /** States with how many databases are in them, of a look. */
  readonly states?: Readonly<Record<string, number>>;
  readonly failed: number;
  /** How many a run did not come to. */
  readonly notRun: number;
  /** Databases that are not at the version of the most, the rarest first; at most {@link NAMED}. */
  readonly outliers: readonly Outlier[];
  /** How many of those there are. */
  readonly outlierCount: number;
  /** The first that failed; at most {@link NAMED}. */
  readonly failures: readonly FleetResult[];
  /** Why a run stopped before its end, as a plain sentence. */
  readonly stopped?: string;
}

export interface Outlier {
  readonly database: string;
  readonly version: number | null;
}

/** How many databases a summary names of each kind. */
export const NAMED = 20;

/** Databases of one version. */
export interface VersionGroup {
  readonly version: number | null;
  readonly count: number;
  /** The first of them. */
  readonly first: readonly string[];
}

interface Group extends VersionGroup {
  count: number;
  readonly first: string[];
}

/** Counts results without keeping them, so that ten thousand take no more room than ten. */
export class FleetTally {
  readonly #groups = new Map<number | null, Group>();
  readonly #states = new Map<ProjectState, number>();
  readonly #failures: FleetResult[] = [];
  readonly #named: number;
  #done = 0;
  #failed = 0;

  /** `named`: how many databases of each version are named. */
  constructor(named: number = NAMED) {
    this.#named = named;
  }

  /** The databases by version, the most first. */
  get groups(): readonly VersionGroup[] {
    return [...this.#groups.values()]
      .map((group) => ({ ...group, first: group.first.toSorted(byCodeUnit) }))
      .toSorted((a, b) => b.count - a.count || (b.version ?? -1) - (a.version ?? -1));
  }

  get done(): number {
    return this.#done;
  }

  get failed(): number {
    return this.#failed;
  }

  add(result: FleetResult): void {
    this.#done += 1;
    const group = this.#groups.get(result.to) ?? { version: result.to, count: 0, first: [] };
    this.#groups.set(result.to, group);
    group.count += 1;
    if (group.first.length < this.#named) group.first.push(result.database);
    if (result.state !== undefined)
      this.#states.set(result.state, (this.#states.get(result.state) ?? 0) + 1);
    if (result.result !== 'failed') return;
    this.#failed += 1;
    if (this.#failures.length < NAMED) this.#failures.push(result);
  }

  /** What it came to, of `total` databases. */
  summary(total: number, stopped?: string): FleetSummary {
    const { groups } = this;
    const others = groups.slice(1);
    const state = this.#state(total);
    return {
      ok: state === 'CURRENT',
      state,
      databases: total,
      versions: versionsOf(groups),
      ...(this.#states.size === 0 ? {} : { states: Object.fromEntries(this.#states) }),
      failed: this.#failed,
      notRun: total - this.#done,
      outliers: others.toReversed().flatMap(outliersOf).slice(0, NAMED),
      outlierCount: others.reduce((sum, { count }) => sum + count, 0),
      failures: this.#failures.toSorted((a, b) => byCodeUnit(a.database, b.database)),
      ...(stopped === undefined ? {} : { stopped }),
    };
  }

  #state(total: number): FleetState {
    const worst = WORST.find((state) => this.#states.has(state)) ?? 'CURRENT';
    if (this.#states.size === 0 && this.#failed > 0) return 'ERROR';
    return worst === 'CURRENT' && this.#done < total ? 'STOPPED' : worst;
  }
}

const WORST: readonly ProjectState[] = [
  'ERROR',
  'CONFLICTED',
  'DIVERGED',
  'UNVERSIONED',
  'ABSENT',
  'PENDING',
  'DRIFT',
];

function versionsOf(groups: readonly VersionGroup[]): Record<string, number> {
  return Object.fromEntries(
    groups
      .toSorted((a, b) => (b.version ?? -1) - (a.version ?? -1))
      .map(({ version, count }) => [version ?? 'none', count]),
  );
}

function outliersOf({ version, first }: VersionGroup): Outlier[] {
  return first.map((database) => ({ database, version }));
}
