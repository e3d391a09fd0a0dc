import { badConfig } from './configFault.ts';
import { interpolate } from './interpolate.ts';
import { indentOf, linesOf, strip, stripEnd } from './pythonText.ts';

/** Name of the section whose keys every other section has too. */
export const DEFAULT_SECTION = 'DEFAULT';

/** A value after interpolation, and the line of its key, counted from 1. */
export interface IniValue {
  readonly value: string;
  readonly line: number;
}

/** A key as configparser stores it, lower-cased, and its line. */
export interface IniKey {
  readonly key: string;
  readonly line: number;
}

/** An INI file as Python's `configparser.ConfigParser()` reads it. Section names are case-sensitive, keys are not. */
export interface IniDocument {
  readonly file: string;
  /** Names in the order of the file, without `DEFAULT`. */
  sections(): readonly string[];
  hasSection(section: string): boolean;
  /** Line of the section's header, or undefined without that section. */
  sectionLine(section: string): number | undefined;
  /** The section's own keys; those of `DEFAULT` only when asked for by that name. */
  keys(section: string): readonly IniKey[];
  /** Whether the section or `DEFAULT` has the key. */
  has(section: string, key: string): boolean;
  /** Throws `bad-config` when the value's interpolation fails. Undefined without such a section or key. */
  get(section: string, key: string): IniValue | undefined;
}

interface Option {
  readonly line: number;
  readonly parts: string[];
}

interface Section {
  readonly line: number;
  readonly options: Map<string, Option>;
}

/**
 * Reads INI text by the rules of Python's `configparser.ConfigParser()`. A byte order mark at the
 * start is ignored, where Python fails. Throws `bad-config` with the line, and the key if there is one.
 */
export function parseIni(text: string, file: string): IniDocument {
  const reader = new IniReader(file);
  const lines = linesOf(text.startsWith('\uFEFF') ? text.slice(1) : text);
  for (const [index, line] of lines.entries()) reader.read(line, index + 1);
  return new ParsedIni(file, reader.sections, reader.defaults);
}

/** Takes one line after the other. Keeps the section and the key that a continuation line adds to. */
class IniReader {
  readonly sections = new Map<string, Section>();
  readonly defaults: Section = { line: 1, options: new Map() };
  readonly #file: string;
  #sectionName = '';
  #section: Section | undefined;
  #option: Option | undefined;
  #indent = 0;

  constructor(file: string) {
    this.#file = file;
  }

  read(text: string, line: number): void {
    const content = strip(text);
    if (content === '') {
      // An empty line may lie inside a value; those at its end are dropped when it is read.
      this.#option?.parts.push('');
      return;
    }
    if (content.startsWith('#') || content.startsWith(';')) return;
    const indent = indentOf(text);
    if (this.#option !== undefined && indent > this.#indent) {
      this.#option.parts.push(content);
      return;
    }
    this.#indent = indent;
    const header = headerOf(content);
    if (header === undefined) this.#startOption(content, line);
    else this.#startSection(header, line);
  }

  #startSection(name: string, line: number): void {
    const earlier = this.sections.get(name);
    if (earlier !== undefined) {
      this.#fail(line, `section [${name}] is there twice, first on line ${earlier.line}`);
    }
    this.#sectionName = name;
    this.#option = undefined;
    if (name === DEFAULT_SECTION) {
      // Python lets this one section be opened again.
      this.#section = this.defaults;
      return;
    }
    this.#section = { line, options: new Map() };
    this.sections.set(name, this.#section);
  }

  #startOption(content: string, line: number): void {
    const delimiter = content.search(/[=:]/);
    // Python takes one with a delimiter in it for a key.
    const isOpen = content.startsWith('[') && (delimiter < 0 || this.#section === undefined);
    if (isOpen) this.#fail(line, 'the bracket of this section is never closed');
    if (this.#section === undefined) {
      this.#fail(line, 'a section such as [paths] must come before the first key');
    }
    if (delimiter < 0) {
      this.#fail(line, 'not a section, a comment or "key = value"');
    }
    const key = stripEnd(content.slice(0, delimiter)).toLowerCase();
    if (key === '') this.#fail(line, 'the name of the key is missing');
    const earlier = this.#section.options.get(key);
    if (earlier !== undefined) {
      const where = `[${this.#sectionName}], first on line ${earlier.line}`;
      this.#fail(line, `set twice in ${where}`, key);
    }
    this.#option = { line, parts: [strip(content.slice(delimiter + 1))] };
    this.#section.options.set(key, this.#option);
  }

  #fail(line: number, reason: string, key?: string): never {
    throw badConfig({ file: this.#file, line, reason, ...(key === undefined ? {} : { key }) });
  }
}

/** Everything up to the last bracket is the name; what follows it is not looked at. */
function headerOf(content: string): string | undefined {
  const end = content.lastIndexOf(']');
  return content.startsWith('[') && end > 1 ? content.slice(1, end) : undefined;
}

class ParsedIni implements IniDocument {
  readonly file: string;
  readonly #sections: ReadonlyMap<string, Section>;
  readonly #defaults: Section;

  constructor(file: string, sections: ReadonlyMap<string, Section>, defaults: Section) {
    this.file = file;
    this.#sections = sections;
    this.#defaults = defaults;
  }

  sections(): readonly string[] {
    return [...this.#sections.keys()];
  }

  hasSection(section: string): boolean {
    return this.#sections.has(section);
  }

  sectionLine(section: string): number | undefined {
    return this.#sections.get(section)?.line;
  }

  keys(section: string): readonly IniKey[] {
    const options = this.#find(section)?.options ?? new Map<string, Option>();
    return [...options].map(([key, { line }]) => ({ key, line }));
  }

  has(section: string, key: string): boolean {
    return this.#option(section, key.toLowerCase()) !== undefined;
  }

  get(section: string, key: string): IniValue | undefined {
    const name = key.toLowerCase();
    const option = this.#option(section, name);
    if (option === undefined) return undefined;
    const result = interpolate(rawValue(option), (reference) => {
      const other = this.#option(section, reference);
      return other === undefined ? undefined : rawValue(other);
    });
    if (result.ok) return { value: result.value, line: option.line };
    throw badConfig({ file: this.file, line: option.line, key: name, reason: result.reason });
  }

  #find(section: string): Section | undefined {
    return section === DEFAULT_SECTION ? this.#defaults : this.#sections.get(section);
  }

  #option(section: string, key: string): Option | undefined {
    const found = this.#find(section);
    if (found === undefined) return undefined;
    return found.options.get(key) ?? this.#defaults.options.get(key);
  }
}

function rawValue(option: Option): string {
  return stripEnd(option.parts.join('\n'));
}
