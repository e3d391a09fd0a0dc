import {
  findNodeAtLocation,
  getNodeValue,
  modify,
  parseTree,
  type Edit,
  type ParseError,
} from 'jsonc-parser';
import type { OfferedTask } from './offered.ts';

/** What is to be done with a `tasks.json`. */
export type TasksEdit =
  | { readonly kind: 'edit'; readonly edits: readonly Edit[]; readonly added: number }
  | { readonly kind: 'unusable'; readonly reason: string };

const NEW_FILE = '{\n  "version": "2.0.0",\n  "tasks": []\n}\n';
/** Two tasks that agree in these do the same. */
const IDENTITY = [
  'type',
  'command',
  'db',
  'migrations',
  'configFile',
  'databaseName',
  'to',
  'from',
] as const;

/** Text of a new `tasks.json` to add tasks to. */
export function newTasksFile(): string {
  return NEW_FILE;
}

/**
 * The edits that add tasks to a `tasks.json`. Comments, order and what is there stay; a task that is there in
 * substance is not added again. The edits belong to `text` and are applied one after another, in order.
 */
export function addTasks(text: string, tasks: readonly OfferedTask[]): TasksEdit {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (root === undefined || root.type !== 'object' || errors.length > 0) {
    return { kind: 'unusable', reason: 'the file is not valid JSON with comments' };
  }
  const list = findNodeAtLocation(root, ['tasks']);
  if (list !== undefined && list.type !== 'array')
    return { kind: 'unusable', reason: '"tasks" is not a list' };
  const present = new Set((list?.children ?? []).map((node) => identityOf(getNodeValue(node))));
  const missing = tasks.filter(({ definition }) => !present.has(identityOf(definition)));
  if (missing.length === 0) return { kind: 'edit', edits: [], added: 0 };
  const values = missing.map(taskValue);
  const formattingOptions = formatOf(text);
  if (list === undefined || list.children === undefined || list.children.length === 0) {
    const edits = modify(text, ['tasks'], values, { formattingOptions });
    return {
      kind: 'edit',
      edits: hasInnerComment(text, list) ? insertion(text, list, values) : edits,
      added: values.length,
    };
  }
  return { kind: 'edit', edits: insertion(text, list, values), added: values.length };
}

/** One insertion behind the last element, so that comments around it keep their places. */
function insertion(
  text: string,
  list: ReturnType<typeof parseTree>,
  values: readonly object[],
): readonly Edit[] {
  if (list === undefined) return [];
  const { indent, eol } = styleOf(text);
  const last = list.children?.at(-1);
  const at = last === undefined ? list.offset + 1 : last.offset + last.length;
  const blocks = values.map((value) =>
    indented(JSON.stringify(value, undefined, indent), indent.repeat(2), eol),
  );
  const body = blocks.join(`,${eol}${indent.repeat(2)}`);
  const before = last === undefined ? '' : ',';
  // With nothing but comments in the list, they follow the new elements and need a line of their own.
  const after = last === undefined ? eol + indent : '';
  return [{ offset: at, length: 0, content: `${before}${eol}${indent.repeat(2)}${body}${after}` }];
}

function hasInnerComment(text: string, list: ReturnType<typeof parseTree>): boolean {
  return (
    list !== undefined && text.slice(list.offset + 1, list.offset + list.length - 1).trim() !== ''
  );
}

function taskValue({ name, definition }: OfferedTask): object {
  return { ...definition, problemMatcher: ['$fastmigrate'], label: `fastmigrate: ${name}` };
}

function identityOf(task: unknown): string {
  if (typeof task !== 'object' || task === null) return '';
  return JSON.stringify(IDENTITY.map((name) => Reflect.get(task, name) ?? null));
}

function indented(block: string, indent: string, eol: string): string {
  return block.split('\n').join(eol + indent);
}

function formatOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const { indent, eol } = styleOf(text);
  return { insertSpaces: indent !== '\t', tabSize: indent === '\t' ? 1 : indent.length, eol };
}

function styleOf(text: string): { readonly indent: string; readonly eol: string } {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const first = /^([ \t]+)"/m.exec(text)?.[1] ?? '  ';
  return { indent: first.startsWith('\t') ? '\t' : first, eol };
}
