import type { MigrateError } from '../errors.ts';
import type { HistoryRow } from './history.ts';
import type { ReferenceAnswer } from './reference.ts';

/** What the database says: its version and what was recorded, or why it says nothing. */
export interface DatabaseAnswer {
  readonly kind: 'versioned' | 'absent' | 'unversioned' | 'unreadable' | 'unopened';
  readonly version: number | null;
  readonly history?: ReadonlyMap<number, HistoryRow>;
  /** No other tool applies scripts without recording them, as in TupleSaver projects. */
  readonly wholeHistory?: boolean;
  readonly failure?: MigrateError;
  /** Undefined where the project has no reference. */
  readonly reference?: ReferenceAnswer;
}
