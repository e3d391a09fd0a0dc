import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileFailure } from '../database/failure.ts';
import type { Draft, Finding } from './finding.ts';
import { levelOf } from './lintScript.ts';
import type { Levels } from './lintScript.ts';
import { OTHER_INTERPRETER, SHELL_LINE_ENDS } from './programRules.ts';
import type { Rule } from './rule.ts';

/** The text of a script with its own line ends, which `readScript` makes line feeds. Throws `io`. */
export function textAsItIs(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw fileFailure(error, path);
  }
}

type Place = Pick<Draft, 'message' | 'start' | 'end'>;

/** What the text of a `.sh` script shows without being run. `text` has the line ends of the file, `shell` runs it. */
export function shellFindings(
  text: string,
  shell: string,
  levels: Levels = {},
): readonly Finding[] {
  const say = (rule: Rule, drafts: readonly Place[]): readonly Finding[] => {
    const severity = levelOf(rule, levels);
    const { code, name } = rule;
    if (severity === 'off') return [];
    return drafts.map((draft) => ({ ...draft, code, name, severity, fixes: [] }));
  };
  return [
    ...say(OTHER_INTERPRETER, otherInterpreter(text, shell)),
    ...say(SHELL_LINE_ENDS, windowsLineEnds(text)),
  ];
}

/** `#!`, the interpreter, perhaps behind `env` with its options, and what it is given. */
const FIRST_LINE =
  /^#![ \t]*(?:\S*\/env(?:[ \t]+-\S+)*[ \t]+)?(?<program>\S+)[ \t]*(?<options>[^\r\n]*)/;

function otherInterpreter(text: string, shell: string): readonly Place[] {
  const match = FIRST_LINE.exec(text);
  if (match === null) return [];
  const { program = '', options = '' } = match.groups ?? {};
  const [named, used] = [programName(program), programName(shell)];
  const what =
    named !== used ? `is run by ${used}, not by ${named}` : `is run without ${options.trim()}`;
  if (named === used && options.trim() === '') return [];
  const message = `This line says nothing to a run: the script ${what}`;
  return [{ message, start: 0, end: match[0].trimEnd().length }];
}

function programName(path: string): string {
  return basename(path.replaceAll('\\', '/')).replace(/\.exe$/i, '');
}

function windowsLineEnds(text: string): readonly Place[] {
  const at = text.indexOf('\r\n');
  if (at === -1) return [];
  const message =
    'This line ends as on Windows, and a shell takes the carriage return for a letter';
  return [{ message, start: text.lastIndexOf('\n', at) + 1, end: at }];
}
