/** A piece of an object's stored text, half open, in UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The schema of one database, without SQLite's own objects, shadow tables and the two tables of the version record.
 * Lists are in the order in which the objects were made.
 */
export interface Schema {
  readonly tables: readonly Table[];
  readonly virtualTables: readonly VirtualTable[];
  readonly indexes: readonly Index[];
  readonly views: readonly View[];
  readonly triggers: readonly Trigger[];
  /** Whether SQLite keeps statistics, which ANALYZE makes. https://sqlite.org/lang_analyze.html */
  readonly analyzed?: boolean;
}

/** What every object has. */
export interface SchemaObject {
  readonly name: string;
  /** The statement as SQLite stores it, without the semicolon. */
  readonly sql: string;
  /**
   * The same text for every way of writing the object: tokens joined by one space, without comments, names without
   * quotes, letters A to Z in lower case, redundant parts in one form. Equal texts mean equal objects.
   */
  readonly canonical: string;
}

export interface Table extends SchemaObject {
  readonly columns: readonly Column[];
  readonly primaryKey: PrimaryKey | null;
  readonly uniques: readonly UniqueConstraint[];
  readonly checks: readonly CheckConstraint[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  /** The name that a comment `-- renamed from: x` gives, between the table's name and the first line break behind `(`. */
  readonly renamedFrom: string | null;
  /** Where the parts stand in `sql`. */
  readonly layout: TableLayout;
}

/** The storage class that SQLite prefers for a column. https://sqlite.org/datatype3.html#determination_of_column_affinity */
export type Affinity = 'INTEGER' | 'TEXT' | 'BLOB' | 'REAL' | 'NUMERIC';

/** What SQLite does when a constraint is violated; null where the text does not say. */
export type ConflictClause = 'ROLLBACK' | 'ABORT' | 'FAIL' | 'IGNORE' | 'REPLACE' | null;

export interface Column {
  readonly name: string;
  /** As written, without quotes and with single spaces, as `PRAGMA table_info` gives it; empty for none. */
  readonly type: string;
  /** The same in the form of `SchemaObject.canonical`. */
  readonly canonicalType: string;
  readonly affinity: Affinity;
  readonly notNull: { readonly name: string | null; readonly conflict: ConflictClause } | null;
  /** As written; null for none (BINARY). */
  readonly collation: string | null;
  readonly default: Expression | null;
  readonly generated: {
    readonly expression: Expression;
    readonly storage: 'VIRTUAL' | 'STORED';
  } | null;
  /** Whether this is the hidden clock column `x__hlc` of a last-writer-wins column `x`. */
  readonly clockOf: string | null;
  /** The name that a comment `-- renamed from: x` gives, in the line of the column or in the lines above it. */
  readonly renamedFrom: string | null;
}

export interface Expression {
  /** As written, without outer parentheses. */
  readonly text: string;
  readonly canonical: string;
}

/** A constraint, wherever it stands: a column's own constraints are lifted to the table. */
export interface Constraint {
  /** After CONSTRAINT; null for none. */
  readonly name: string | null;
  /** The constraint as a table constraint, in the form of `SchemaObject.canonical`, with its name. */
  readonly canonical: string;
  /** Its text in `Table.sql`, with CONSTRAINT and the name. */
  readonly span: Span;
  /** The column that it stands with, or null for a table constraint. */
  readonly ofColumn: string | null;
}

/** One column of a key or an index: a column's name or an expression. */
export interface KeyPart {
  readonly column: string | null;
  readonly expression: Expression | null;
  readonly collation: string | null;
  readonly descending: boolean;
}

export interface PrimaryKey extends Constraint {
  readonly parts: readonly KeyPart[];
  readonly autoincrement: boolean;
  readonly conflict: ConflictClause;
  /** The column that is another name of the rowid, or null. https://sqlite.org/lang_createtable.html#rowid */
  readonly rowidAlias: string | null;
}

export interface UniqueConstraint extends Constraint {
  readonly parts: readonly KeyPart[];
  readonly conflict: ConflictClause;
}

export interface CheckConstraint extends Constraint {
  readonly expression: Expression;
  readonly conflict: ConflictClause;
}

export type ForeignKeyAction = 'SET NULL' | 'SET DEFAULT' | 'CASCADE' | 'RESTRICT' | 'NO ACTION';

export interface ForeignKey extends Constraint {
  readonly columns: readonly string[];
  readonly parent: string;
  /** Empty where the text names none: the parent's primary key. */
  readonly parentColumns: readonly string[];
  readonly onDelete: ForeignKeyAction;
  readonly onUpdate: ForeignKeyAction;
  readonly match: string | null;
  readonly deferred: boolean;
}

/** Where the parts of `CREATE TABLE name (items) options` stand in the stored text. */
export interface TableLayout {
  /** The name, without the schema before it. */
  readonly name: Span;
  /** From the opening parenthesis to behind the closing one. */
  readonly body: Span;
  /** Columns and table constraints in the order of the text. */
  readonly items: readonly TableItem[];
  /** Behind the closing parenthesis: STRICT, WITHOUT ROWID. */
  readonly options: Span;
}

/** One column definition or table constraint, from its first to its last token, without comments around it. */
export interface TableItem {
  readonly kind: 'column' | 'constraint';
  readonly span: Span;
  readonly canonical: string;
  /** For a column, its parts: name, type (may be empty) and clauses; else undefined. */
  readonly column?: {
    /** The column's name, unquoted. */
    readonly name: string;
    readonly nameSpan: Span;
    readonly typeSpan: Span;
    readonly clauses: readonly ColumnClause[];
  };
}

/** One column constraint, with CONSTRAINT and its name. */
export interface ColumnClause {
  readonly kind:
    | 'primary-key'
    | 'not-null'
    | 'null'
    | 'unique'
    | 'check'
    | 'default'
    | 'collate'
    | 'references'
    | 'generated';
  readonly span: Span;
  readonly canonical: string;
}

export interface Index extends SchemaObject {
  readonly table: string;
  readonly unique: boolean;
  readonly parts: readonly KeyPart[];
  /** Of a partial index. */
  readonly where: Expression | null;
}

export interface View extends SchemaObject {
  /** Column names between the name and AS, or empty. */
  readonly columns: readonly string[];
}

export interface Trigger extends SchemaObject {
  /** Table or view that it watches. */
  readonly table: string;
  readonly time: 'BEFORE' | 'AFTER' | 'INSTEAD OF';
  readonly event: 'INSERT' | 'UPDATE' | 'DELETE';
}

/** A virtual table with the shadow tables that its module keeps. They are one object. */
export interface VirtualTable extends SchemaObject {
  readonly module: string;
  readonly shadows: readonly string[];
}
