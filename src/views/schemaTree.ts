import type { EngineClient } from '../engine/client.ts';
import { messageOf } from '../host/log.ts';
import type { ProjectEntry } from '../host/projectEntry.ts';
import type { SchemaContent } from '../host/schemaReads.ts';

type SchemaTable = SchemaContent['tables'][number];
/** A column as the engine tells of it. */
export type SchemaColumn = SchemaTable['columns'][number];

/** What SQLite calls an object; a virtual table is told apart because a module keeps it. */
export type SchemaObjectType = 'table' | 'virtual-table' | 'view' | 'index' | 'trigger';

export type SchemaGroup = 'tables' | 'virtualTables' | 'views';

/** A row below a project's schema. */
export type SchemaNode =
  | {
      readonly type: 'schemaGroup';
      readonly key: string;
      readonly group: SchemaGroup;
      readonly rows: readonly SchemaNode[];
    }
  | {
      readonly type: 'schemaObject';
      readonly key: string;
      readonly objectType: SchemaObjectType;
      readonly name: string;
      /** The statement that made it, as SQLite stores it. */
      readonly sql: string;
      /** The table or view that an index or trigger belongs to. */
      readonly owner?: string;
      readonly rows: readonly SchemaNode[];
    }
  | {
      readonly type: 'schemaColumn';
      readonly key: string;
      readonly table: string;
      readonly name: string;
      readonly column: SchemaColumn;
    }
  | { readonly type: 'schemaNote'; readonly key: string; readonly text: string };

/** The schemas of the working databases, read when a row is opened and kept until its database changes. */
export class SchemaTree {
  readonly #engine: EngineClient;
  readonly #known = new Map<string, Promise<SchemaContent>>();

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** Rows below a project's schema. What cannot be read is said in a row, and the next look tries again. */
  async rows(entry: ProjectEntry): Promise<readonly SchemaNode[]> {
    const { key, project } = entry;
    const reading = this.#known.get(key) ?? this.#engine.read('schema', { project });
    this.#known.set(key, reading);
    try {
      return groupsOf(key, await reading);
    } catch (error) {
      if (this.#known.get(key) === reading) this.#known.delete(key);
      return [{ type: 'schemaNote', key, text: messageOf(error) }];
    }
  }

  /** Forgets one project's schema, or all. */
  forget(key: string | undefined): void {
    if (key === undefined) this.#known.clear();
    else this.#known.delete(key);
  }
}

/** Rows below one of these rows. */
export function rowsBelow(node: SchemaNode): readonly SchemaNode[] {
  return 'rows' in node ? node.rows : [];
}

function groupsOf(key: string, content: SchemaContent): readonly SchemaNode[] {
  const groups = [
    group(
      key,
      'tables',
      content.tables.map((table) => tableNode(key, table)),
    ),
    group(
      key,
      'virtualTables',
      content.virtualTables.map((table) => objectNode(key, 'virtual-table', table)),
    ),
    group(
      key,
      'views',
      content.views.map((view) => viewNode(key, view)),
    ),
  ].filter(({ rows }) => rows.length > 0);
  return groups.length > 0 ? groups : [{ type: 'schemaNote', key, text: 'No tables yet' }];
}

function group(
  key: string,
  name: SchemaGroup,
  rows: readonly SchemaNode[],
): Extract<SchemaNode, { readonly type: 'schemaGroup' }> {
  return { type: 'schemaGroup', key, group: name, rows };
}

interface Definition {
  readonly name: string;
  readonly sql: string;
}

function tableNode(key: string, table: SchemaTable): SchemaNode {
  const rows = [
    ...table.columns.map((column): SchemaNode => ({
      type: 'schemaColumn',
      key,
      table: table.name,
      name: column.name,
      column,
    })),
    ...table.indexes.map((index) => objectNode(key, 'index', index, table.name)),
    ...table.triggers.map((trigger) => objectNode(key, 'trigger', trigger, table.name)),
  ];
  return { ...objectNode(key, 'table', table), rows };
}

function viewNode(key: string, view: SchemaContent['views'][number]): SchemaNode {
  const rows = view.triggers.map((trigger) => objectNode(key, 'trigger', trigger, view.name));
  return { ...objectNode(key, 'view', view), rows };
}

function objectNode(
  key: string,
  objectType: SchemaObjectType,
  { name, sql }: Definition,
  owner?: string,
): Extract<SchemaNode, { readonly type: 'schemaObject' }> {
  const node = { type: 'schemaObject' as const, key, objectType, name, sql, rows: [] };
  return owner === undefined ? node : { ...node, owner };
}
