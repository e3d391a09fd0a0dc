/** A way a step can lose data or fail. */
export interface Hazard {
  readonly kind: HazardKind;
  /** Whether the step loses what is there, and so needs to be allowed. */
  readonly destructive: boolean;
  /** One sentence, plain text. */
  readonly message: string;
  /** The objects at stake, such as `book` or `book.title`. */
  readonly objects: readonly string[];
  /** A query that lists the rows at stake, or null where there is none. It runs on the database as it is before. */
  readonly query: string | null;
  /** How many rows are at stake; undefined where no database was asked. */
  readonly rows?: number;
}

export type HazardKind =
  | 'drop-table'
  | 'drop-column'
  | 'add-not-null'
  | 'add-unique'
  | 'add-check'
  | 'add-foreign-key'
  | 'change-primary-key'
  | 'change-type'
  | 'change-collation'
  | 'add-strict'
  | 'fill-default'
  | 'rename'
  | 'virtual-table'
  | 'rowid'
  | 'depends'
  | 'newer-feature';

/** One thing that a plan does. */
export interface Step {
  readonly kind:
    | 'create-table'
    | 'drop-table'
    | 'rename-table'
    | 'rename-column'
    | 'add-column'
    | 'drop-column'
    | 'set-not-null'
    | 'drop-not-null'
    | 'add-check'
    | 'drop-constraint'
    | 'rebuild-table'
    | 'create-virtual-table'
    | 'drop-virtual-table'
    | 'fill-virtual-table'
    | 'create-index'
    | 'drop-index'
    | 'create-view'
    | 'drop-view'
    | 'create-trigger'
    | 'drop-trigger';
  /** The object as it is named after the plan, such as `book` or `book.title`. */
  readonly object: string;
  /** One line for a person, without a full stop. */
  readonly description: string;
  /** Statements without semicolons, in order. */
  readonly sql: readonly string[];
  readonly hazards: readonly Hazard[];
}

/** Why something that the desired schema asks for cannot be done without losing or inventing something. */
export interface PlanRefusal {
  readonly object: string;
  readonly reason: string;
}

/** The steps from one schema to another, in the order in which they run, in one transaction with foreign keys off. */
export interface Plan {
  readonly steps: readonly Step[];
  /** Nothing may be run while there is one. */
  readonly refusals: readonly PlanRefusal[];
}

/** A way in which data may not fit. `query` finds the rows at stake in the database as it is before. */
export function hazard(
  kind: HazardKind,
  object: string,
  message: string,
  query: string | null,
): Hazard {
  return { kind, destructive: false, message, objects: [object], query };
}

/** The same for rows or values that are lost. */
export function loss(kind: HazardKind, object: string, message: string, query: string): Hazard {
  return { ...hazard(kind, object, message, query), destructive: true };
}

/** A step of statements. */
export function step(
  kind: Step['kind'],
  object: string,
  description: string,
  sql: readonly string[],
  hazards: readonly Hazard[] = [],
): Step {
  return { kind, object, description, sql, hazards };
}
