import { resolve } from 'node:path';
import { badConfig } from './configFault.ts';
import type { ConfigWarning } from './configFault.ts';
import type { IniDocument, IniValue } from './ini.ts';
import type { Convention } from './project.ts';
import { commandWords, resolveSchema } from './schemaSource.ts';
import { splitWords } from './words.ts';

/** The typed values of one section. Paths are absolute. */
export interface Settings {
  readonly database?: string;
  readonly migrations?: string;
  readonly reference?: string;
  readonly backups?: string;
  /** A path, or a command behind `!`. */
  readonly schema?: string;
  readonly backup?: boolean;
  /** Number of backups that are kept, from 1. */
  readonly keep?: number;
  /** A program and its arguments. */
  readonly hook?: readonly string[];
  readonly history?: boolean;
  readonly convention?: Convention;
  /** Absolute path, or the bare name of a program to be found by the usual search. */
  readonly python?: string;
  /** A SQLite version such as `3.35`. */
  readonly target?: string;
}

const KEYS = [
  'db',
  'migrations',
  'reference',
  'backups',
  'backup',
  'keep',
  'hook',
  'schema',
  'history',
  'convention',
  'python',
  'target',
] as const;
type Key = (typeof KEYS)[number];

/** The keys that a database section may have. */
export const KNOWN_KEYS: ReadonlySet<string> = new Set(KEYS);

// The words that Python's `getboolean` takes.
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['yes', true],
  ['true', true],
  ['on', true],
  ['0', false],
  ['no', false],
  ['false', false],
  ['off', false],
]);

/**
 * Reads one section; relative paths start from `folder`. Only `[paths]` may leave `db` out. Throws
 * `bad-config` at the first value that cannot be used.
 */
export function readSettings(
  ini: IniDocument,
  section: string,
  folder: string,
  dbOptional: boolean,
): { readonly settings: Settings; readonly warnings: readonly ConfigWarning[] } {
  const reader = new SettingsReader(ini, section, folder);
  if (!dbOptional && !ini.has(section, 'db')) {
    const line = ini.sectionLine(section) ?? 1;
    throw badConfig({ file: ini.file, line, key: 'db', reason: `is missing in [${section}]` });
  }
  const settings: { -readonly [K in keyof Settings]: Settings[K] | undefined } = {
    database: reader.path('db'),
    migrations: reader.path('migrations'),
    reference: reader.path('reference'),
    backups: reader.path('backups'),
    schema: reader.schema(),
    backup: reader.flag('backup'),
    keep: reader.count('keep'),
    hook: reader.words('hook'),
    history: reader.flag('history'),
    convention: reader.convention(),
    python: reader.program('python'),
    target: reader.target(),
  };
  reader.checkHistory(settings.convention, settings.history);
  return { settings: withoutUndefined(settings), warnings: reader.warnings };
}

class SettingsReader {
  readonly warnings: ConfigWarning[] = [];
  readonly #ini: IniDocument;
  readonly #section: string;
  readonly #folder: string;

  constructor(ini: IniDocument, section: string, folder: string) {
    this.#ini = ini;
    this.#section = section;
    this.#folder = folder;
  }

  path(key: Key): string | undefined {
    const found = this.#text(key);
    if (found === undefined) return undefined;
    this.#warnAboutLiterals(key, found);
    return resolve(this.#folder, found.value);
  }

  schema(): string | undefined {
    const found = this.#text('schema');
    if (found === undefined) return undefined;
    if (!found.value.startsWith('!')) return this.path('schema');
    if (commandWords(found.value) === undefined)
      this.#fail('schema', found.line, 'names no command, or has a quote that never ends');
    return resolveSchema(this.#folder, found.value);
  }

  program(key: Key): string | undefined {
    const found = this.#text(key);
    if (found === undefined) return undefined;
    this.#warnAboutLiterals(key, found);
    return /[/\\]/.test(found.value) ? resolve(this.#folder, found.value) : found.value;
  }

  flag(key: Key): boolean | undefined {
    const found = this.#text(key);
    if (found === undefined) return undefined;
    const flag = BOOLEANS.get(found.value.toLowerCase());
    return flag ?? this.#fail(key, found.line, `must be on or off, not "${found.value}"`);
  }

  count(key: Key): number | undefined {
    const found = this.#text(key);
    if (found === undefined) return undefined;
    if (/^[1-9][0-9]{0,5}$/.test(found.value)) return Number(found.value);
    return this.#fail(key, found.line, `must be a whole number from 1, not "${found.value}"`);
  }

  words(key: Key): readonly string[] | undefined {
    const found = this.#text(key);
    if (found === undefined) return undefined;
    return splitWords(found.value) ?? this.#fail(key, found.line, 'has a quote that never ends');
  }

  convention(): Convention | undefined {
    const found = this.#text('convention');
    if (found === undefined) return undefined;
    const { value, line } = found;
    if (value === 'fastmigrate' || value === 'tuplesaver') return value;
    return this.#fail('convention', line, `must be fastmigrate or tuplesaver, not "${value}"`);
  }

  target(): string | undefined {
    const found = this.#text('target');
    if (found === undefined) return undefined;
    const { value, line } = found;
    if (/^3\.[0-9]{1,3}(?:\.[0-9]{1,3})?$/.test(value)) return value;
    return this.#fail('target', line, `must be a SQLite version such as 3.35, not "${value}"`);
  }

  /** TupleSaver knows an applied script by its row only, so there is no project without them. */
  checkHistory(convention: Convention | undefined, history: boolean | undefined): void {
    if (convention !== 'tuplesaver' || history !== false) return;
    const line = this.#ini.get(this.#section, 'history')?.line ?? 1;
    this.#fail('history', line, 'cannot be off where convention is tuplesaver');
  }

  /** A value in one line that says something. */
  #text(key: Key): IniValue | undefined {
    const found = this.#ini.get(this.#section, key);
    if (found === undefined) return undefined;
    const { value, line } = found;
    if (value === '') this.#fail(key, line, 'has no value');
    if (value.includes('\n')) {
      this.#fail(key, line, 'goes on in the next line, because that one is indented more');
    }
    if (value.includes('\0')) this.#fail(key, line, 'contains a NUL character');
    return found;
  }

  // Each of these is a legal part of a file name, and configparser takes it as such.
  #warnAboutLiterals(key: Key, { value, line }: IniValue): void {
    const what = /^["'].*["']$/.test(value)
      ? 'the quotes are taken as part of the name'
      : value.startsWith('~')
        ? '"~" is not replaced by the home folder'
        : /\s[#;]/.test(value)
          ? 'a comment must be on a line of its own; this one is taken as part of the name'
          : undefined;
    if (what === undefined) return;
    this.warnings.push({ file: this.#ini.file, line, message: `key "${key}": ${what}` });
  }

  #fail(key: Key, line: number, reason: string): never {
    throw badConfig({ file: this.#ini.file, line, key, reason });
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(values: T): Defined<T> {
  // Object.fromEntries cannot express that the entries are those of T, less the undefined ones.
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
