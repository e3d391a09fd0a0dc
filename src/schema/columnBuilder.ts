import type { ForeignKeyAction } from '../core/schema/model.ts';
import type {
  ColumnType,
  DbColumn,
  DbForeignKey,
  DefaultValue,
  SqlExpression,
  ValidValue,
} from './declarative.ts';

/** What happens to rows when the row that they refer to goes or changes, and when that is checked. */
export interface ReferenceOptions {
  readonly onDelete?: ForeignKeyAction;
  readonly onUpdate?: ForeignKeyAction;
  /** Check at the end of the transaction instead of after each statement. */
  readonly deferred?: boolean;
}

/** Describes one column. Every method gives the same builder back. */
export class ColumnBuilder<Value extends DefaultValue> {
  readonly name: string;
  #column: DbColumn;
  #reference: DbForeignKey | null = null;

  constructor(name: string, type: ColumnType) {
    this.name = name;
    this.#column = { name, type, notNull: false };
  }

  /** NOT NULL; a value becomes the column's default, a function is called by the application and leaves none. */
  notNull(value?: Value | SqlExpression | (() => Value)): this {
    if (typeof value === 'function') return this.set({ notNull: true, defaultFn: value });
    return this.set(
      value === undefined ? { notNull: true } : { notNull: true, defaultValue: value },
    );
  }

  /** The value of rows that name none. */
  defaultValue(value: Value | SqlExpression): this {
    return this.set({ defaultValue: value });
  }

  /** The last write wins: adds the column `<name>__hlc`, behind the declared ones. */
  lww(): this {
    return this.set({ lww: true });
  }

  /** The values that the column may have. Checked by the database only with `enforce`. */
  validValues(values: readonly (string | number | ValidValue)[]): this {
    const validValues = values.map((value) =>
      typeof value === 'object' ? value : { value, label: String(value) },
    );
    return this.set({ validValues });
  }

  /** Lets the database check `maxLength` and `validValues`, with CHECK constraints. */
  enforce(): this {
    return this.set({ enforce: true });
  }

  /** The name that the column has had until now, so that its content is kept. Harmless once it is renamed. */
  renamedFrom(name: string): this {
    return this.set({ renamedFrom: name });
  }

  /** Refers to a column of another table, or to its primary key where none is named. */
  references(table: string, column?: string, options: ReferenceOptions = {}): this {
    const parentColumns = column === undefined ? [] : [column];
    this.#reference = { columns: [this.name], table, parentColumns, ...options };
    return this;
  }

  /** The column as plain data. */
  build(): DbColumn {
    return this.#column;
  }

  /** The foreign key of the column, or null. */
  buildReference(): DbForeignKey | null {
    return this.#reference;
  }

  protected set(part: Partial<DbColumn>): this {
    this.#column = { ...this.#column, ...part };
    return this;
  }
}

/** A column of text: TEXT, GUID. */
export class TextColumnBuilder extends ColumnBuilder<string> {
  /** The greatest number of characters. Checked by the database only with `enforce`. */
  maxLength(length: number): this {
    return this.set({ maxLength: length });
  }
}

/** A column with the names of files that the application keeps elsewhere. */
export class FilesetColumnBuilder extends ColumnBuilder<string> {
  /** The greatest number of files. For the application only. */
  max(count: number): this {
    return this.set({ maxFileCount: count });
  }

  /** The greatest size of a file, in bytes. For the application only. */
  maxFileSize(bytes: number): this {
    return this.set({ maxFileSize: bytes });
  }

  /** The greatest size of a file, in megabytes of 1024 × 1024 bytes: `.maxFileSizeMB.mb(5)`. */
  get maxFileSizeMB(): { readonly mb: (megabytes: number) => FilesetColumnBuilder } {
    return { mb: (megabytes) => this.maxFileSize(megabytes * 1024 * 1024) };
  }
}
