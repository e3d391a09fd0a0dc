/** How much a finding matters: an error will fail or lose data, a warning may, an info is advice. */
export type Severity = 'error' | 'warning' | 'info';

/** A severity, or nothing at all. */
export type Level = Severity | 'off';

/** A replacement in a script's text, half open, in UTF-16 offsets. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A way to mend a finding, as data: edits of the script, or a change of its file's name. */
export type Fix =
  | { readonly kind: 'edit'; readonly title: string; readonly edits: readonly Edit[] }
  /** Another name for the file, without its folder. */
  | { readonly kind: 'rename'; readonly title: string; readonly to: string }
  /** The next free number, which `fastmigrate renumber` gives. */
  | { readonly kind: 'renumber'; readonly title: string };

/** Rows of a database that a finding is about. */
export interface RowQuery {
  /** The table whose definition the query is made for. */
  readonly table: string;
  /** A query with one row and one number. It runs on the database as it is before the script. */
  readonly sql: string;
  /** What the rows are, behind their number: `rows of book have NULL in title`. */
  readonly what: string;
  /** As `what`, for one row: `row of book has NULL in title`. */
  readonly one: string;
}

/** What a rule says about one place of a script. */
export interface Draft {
  /** One or two plain sentences without a full stop at the end. */
  readonly message: string;
  /** Offsets in the script's text. */
  readonly start: number;
  readonly end: number;
  /** Where it is not that of the rule. */
  readonly severity?: Severity;
  readonly rows?: RowQuery;
  readonly fixes?: readonly Fix[];
}

/** A finding in one script, with its rule. */
export interface Finding extends Omit<Draft, 'severity' | 'rows' | 'fixes'> {
  /** `FM101`. */
  readonly code: string;
  /** `drop-table`. */
  readonly name: string;
  readonly severity: Severity;
  /** How many rows of the database are concerned; undefined where none was asked. */
  readonly rows?: number;
  readonly fixes: readonly Fix[];
}
