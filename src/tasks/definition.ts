/** What a task of type `fastmigrate` does. */
export const TASK_COMMANDS = [
  'run',
  'rehearse',
  'check',
  'create',
  'backup',
  'enroll',
  'restore',
  'dev',
  'ci',
] as const;
export type TaskCommand = (typeof TASK_COMMANDS)[number];

/** A task as it stands in `tasks.json`. The schema is in package.json. */
export interface FastmigrateDefinition {
  readonly type: 'fastmigrate';
  readonly command: TaskCommand;
  readonly db?: string;
  readonly migrations?: string;
  readonly configFile?: string;
  readonly databaseName?: string;
  readonly to?: number;
  readonly backup?: boolean;
  /** Backup file that `restore` puts back; without it the task asks. */
  readonly from?: string;
  readonly args?: readonly string[];
  readonly options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> };
}

/** The definition in a value from `tasks.json`, or undefined when a part has the wrong type. */
export function readDefinition(
  value: Readonly<Record<string, unknown>>,
): FastmigrateDefinition | undefined {
  const command = TASK_COMMANDS.find((each) => each === value['command']);
  if (command === undefined) return undefined;
  const texts = textFields(value, ['db', 'migrations', 'configFile', 'databaseName', 'from']);
  const { to, backup, args } = value;
  const options = readOptions(value['options']);
  if (texts === undefined || options === undefined) return undefined;
  if (to !== undefined && !(typeof to === 'number' && Number.isInteger(to) && to >= 1))
    return undefined;
  if (backup !== undefined && typeof backup !== 'boolean') return undefined;
  if (args !== undefined && !isTexts(args)) return undefined;
  return {
    type: 'fastmigrate',
    command,
    ...texts,
    ...(to !== undefined && { to }),
    ...(backup !== undefined && { backup }),
    ...(args !== undefined && { args }),
    options,
  };
}

/** Where the command line has other words for it. */
const WORDS: Partial<Record<TaskCommand, readonly string[]>> = {
  check: ['status'],
  rehearse: ['run', '--dry-run'],
};

/** The command line's arguments for a task. */
export function taskArguments(definition: FastmigrateDefinition): readonly string[] {
  const { command, db, migrations, configFile, databaseName, to, backup, from, args } = definition;
  const words: string[] = [...(WORDS[command] ?? [command])];
  if (command === 'restore' && from !== undefined) words.push(from, '--yes');
  if (configFile !== undefined) words.push('--config', configFile);
  if (databaseName !== undefined) words.push('--name', databaseName);
  if (db !== undefined) words.push('--db', db);
  if (migrations !== undefined) words.push('--migrations', migrations);
  if ((command === 'run' || command === 'rehearse') && to !== undefined)
    words.push('--to', String(to));
  if (command === 'run' && backup !== undefined) words.push(backup ? '--backup' : '--no-backup');
  return [...words, ...(args ?? [])];
}

function textFields<K extends string>(
  value: Readonly<Record<string, unknown>>,
  names: readonly K[],
): Partial<Record<K, string>> | undefined {
  const found: Partial<Record<K, string>> = {};
  for (const name of names) {
    const text = value[name];
    if (text === undefined) continue;
    if (typeof text !== 'string') return undefined;
    found[name] = text;
  }
  return found;
}

function readOptions(value: unknown): { cwd?: string; env?: Record<string, string> } | undefined {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) return undefined;
  const cwd: unknown = Reflect.get(value, 'cwd');
  const env: unknown = Reflect.get(value, 'env') ?? {};
  if (cwd !== undefined && typeof cwd !== 'string') return undefined;
  if (typeof env !== 'object' || env === null) return undefined;
  const pairs = Object.entries(env);
  if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string'))
    return undefined;
  return { ...(cwd !== undefined && { cwd }), env: Object.fromEntries(pairs) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
