import type { ReferenceOptions } from './columnBuilder.ts';
import type { DbForeignKey, DbKey, KeyType } from './declarative.ts';

/** Describes a key over one or more columns: an index, unless it is said to be something else. */
export class KeyBuilder {
  readonly #columns: readonly string[];
  #type: KeyType | null = null;
  #name: string | undefined;
  #reference: DbForeignKey | null = null;

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  primary(): this {
    this.#type = 'PRIMARY';
    return this;
  }

  unique(): this {
    this.#type = 'UNIQUE';
    return this;
  }

  index(): this {
    this.#type = 'INDEX';
    return this;
  }

  /** The name of an index, instead of `idx_<table>_<columns>`, or of the constraint. */
  name(name: string): this {
    this.#name = name;
    return this;
  }

  /** Makes these columns refer to another table. That alone makes no index: say `.index()` too for one. */
  references(
    table: string,
    columns: string | readonly string[] = [],
    options: ReferenceOptions = {},
  ): this {
    const parentColumns = typeof columns === 'string' ? [columns] : columns;
    this.#reference = { columns: this.#columns, table, parentColumns, ...options };
    return this;
  }

  /** The key as plain data; null for a mere reference. */
  build(): DbKey | null {
    if (this.#type === null && this.#reference !== null) return null;
    const key = { columns: this.#columns, type: this.#type ?? 'INDEX' } as const;
    return this.#name === undefined ? key : { ...key, name: this.#name };
  }

  /** The foreign key, or null. */
  buildReference(): DbForeignKey | null {
    return this.#reference;
  }
}
