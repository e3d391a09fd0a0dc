import { ColumnBuilder, FilesetColumnBuilder, TextColumnBuilder } from './columnBuilder.ts';
import type { DbColumn, DbForeignKey, DbTable } from './declarative.ts';
import { KeyBuilder } from './keyBuilder.ts';
import { SYSTEM_COLUMNS, isSystemTable } from './systemTables.ts';

/** What a whole schema asks of each table. */
export interface TableOptions {
  /** Adds the columns that declarative-sqlite keeps in each table. */
  readonly systemColumns: boolean;
  /** Enforces lengths and values of all columns. */
  readonly checks: boolean;
}

/** What every builder of a column has in common. */
interface Columns {
  build(): DbColumn;
  buildReference(): DbForeignKey | null;
}

/** Describes one table. */
export class TableBuilder {
  readonly name: string;
  readonly #columns: Columns[] = [];
  readonly #keys: KeyBuilder[] = [];
  #renamedFrom: string | undefined;

  constructor(name: string) {
    this.name = name;
  }

  text(name: string): TextColumnBuilder {
    return this.#add(new TextColumnBuilder(name, 'TEXT'));
  }

  integer(name: string): ColumnBuilder<number | bigint | boolean> {
    return this.#add(new ColumnBuilder<number | bigint | boolean>(name, 'INTEGER'));
  }

  real(name: string): ColumnBuilder<number> {
    return this.#add(new ColumnBuilder<number>(name, 'REAL'));
  }

  /** A date, as text in the form of ISO 8601. */
  date(name: string): ColumnBuilder<string | Date> {
    return this.#add(new ColumnBuilder<string | Date>(name, 'DATE'));
  }

  blob(name: string): ColumnBuilder<Uint8Array> {
    return this.#add(new ColumnBuilder<Uint8Array>(name, 'BLOB'));
  }

  guid(name: string): TextColumnBuilder {
    return this.#add(new TextColumnBuilder(name, 'GUID'));
  }

  fileset(name: string): FilesetColumnBuilder {
    return this.#add(new FilesetColumnBuilder(name, 'FILESET'));
  }

  /** A key over these columns, an index unless said otherwise: `t.key('id').primary()`. */
  key(...columns: readonly string[]): KeyBuilder {
    const key = new KeyBuilder(columns);
    this.#keys.push(key);
    return key;
  }

  /** The name that the table has had until now, so that its rows are kept. Harmless once it is renamed. */
  renamedFrom(name: string): this {
    this.#renamedFrom = name;
    return this;
  }

  /** The table as plain data. */
  build({ systemColumns, checks }: TableOptions): DbTable {
    const isSystem = isSystemTable(this.name);
    const columns = this.#columns
      .map((column) => column.build())
      .map((column) => enforced(column, checks));
    const clocks = columns.filter(({ lww }) => lww === true).map(clockOf);
    const builders = [...this.#columns, ...this.#keys];
    return {
      name: this.name,
      columns: [...(systemColumns && !isSystem ? SYSTEM_COLUMNS : []), ...columns, ...clocks],
      keys: this.#keys.map((key) => key.build()).filter((key) => key !== null),
      foreignKeys: builders
        .map((builder) => builder.buildReference())
        .filter((key) => key !== null),
      isSystem,
      ...(this.#renamedFrom === undefined ? {} : { renamedFrom: this.#renamedFrom }),
    };
  }

  #add<Builder extends Columns>(column: Builder): Builder {
    this.#columns.push(column);
    return column;
  }
}

function enforced(column: DbColumn, checks: boolean): DbColumn {
  return checks ? { ...column, enforce: true } : column;
}

/** The hidden column with the time of the last write; renamed with its column. */
function clockOf({ name, renamedFrom }: DbColumn): DbColumn {
  const clock: DbColumn = { name: `${name}__hlc`, type: 'TEXT', notNull: false };
  return renamedFrom === undefined ? clock : { ...clock, renamedFrom: `${renamedFrom}__hlc` };
}
