import type { Convention } from './project.ts';
import { foreignDigitsToAscii } from './digits.ts';

/** The parts of a name that somebody meant as a script. */
interface Parts {
  readonly lead: string;
  readonly digits: string;
  readonly separator: string;
  readonly rest: string;
  readonly ending: string;
  readonly extra: string;
}

/** Whether a name that breaks the rule was meant as a script: it has the ending of one and begins with a number. */
export function isAttempt(file: string): boolean {
  if (/^[.#~]/.test(file)) return false;
  if (isSql(file)) return split(file).digits !== '';
  if (/\.(?:py|sh)(?:\.txt)?\s*$/i.test(file)) return /^\s*(?:\p{Nd}|v\d[\d._]*__)/iu.test(file);
  return /^\p{Nd}+[-_ ][^.]*$/u.test(file);
}

/** Whether a name is that of an SQL file, which then may have been meant as a script although it has no number. */
export function isSql(file: string): boolean {
  return !/^[.#~]/.test(file) && /\.sql(?:\.txt)?\s*$/i.test(file);
}

/** What is wrong with the name of an attempt, one plain clause each; never empty. */
export function faultsOf(file: string, convention: Convention): readonly string[] {
  const parts = split(file);
  const faults = [...commonFaults(file, parts)];
  faults.push(
    ...(convention === 'fastmigrate' ? fastmigrateFaults(parts) : tuplesaverFaults(file, parts)),
  );
  return faults.length > 0 ? faults : [`the name must look like ${example(convention)}`];
}

/** A right name for the attempt, or undefined where its number is missing or does not fit. */
export function suggestName(file: string, convention: Convention): string | undefined {
  const { lead, digits, rest, ending } = split(file);
  if (digits === '') return undefined;
  // `V1.2__x` has a version of two numbers; neither alone stands for it.
  if (/\p{L}/u.test(lead) && /^\p{Nd}/u.test(rest)) return undefined;
  const number = foreignDigitsToAscii(digits).replace(/^0+(?=[0-9])/, '');
  const kind = ending === '' ? '.sql' : ending.toLowerCase();
  const name = cleanName(rest);
  if (convention === 'fastmigrate') return `${number.padStart(4, '0')}-${name}${kind}`;
  return kind === '.sql'
    ? `${number.padStart(3, '0')}.${name.replaceAll('.', '_')}.sql`
    : undefined;
}

function split(file: string): Parts {
  // `V`, `0012`, `__`, `add users`, `.SQL`, `.txt`. It costs milliseconds to make, and names that are right never come here.
  const parts =
    /^(?<lead>[^\p{L}\p{Nd}]*(?:(?:v|ver|version|migration)(?=[^\p{L}]*\p{Nd}))?[^\p{L}\p{Nd}]*)(?<digits>\p{Nd}*)(?<separator>[^\p{L}\p{Nd}]*)(?<rest>.*?)(?<ending>\.(?:sql|py|sh))?(?<extra>\.txt)?$/isu;
  const groups = parts.exec(file.trimEnd())?.groups ?? {};
  const part = (name: keyof Parts): string => groups[name] ?? '';
  const [lead, digits, separator] = [part('lead'), part('digits'), part('separator')];
  // In `0010.sql` the dot belongs to the ending, which then is all that is left.
  const ending = part('ending');
  const bare = /^(?:sql|py|sh)$/i.test(part('rest')) && ending === '' && separator.endsWith('.');
  return bare
    ? {
        lead,
        digits,
        separator: separator.slice(0, -1),
        rest: '',
        ending: `.${part('rest')}`,
        extra: part('extra'),
      }
    : { lead, digits, separator, rest: part('rest'), ending, extra: part('extra') };
}

function commonFaults(file: string, { lead, digits, ending, extra }: Parts): string[] {
  const faults: string[] = [];
  if (/[\n\r]/.test(file)) faults.push('the name contains a line break');
  else if (file !== file.trimEnd()) faults.push('the name ends with a space');
  if (extra !== '') faults.push(`${extra} must not follow the ending`);
  if (ending === '') faults.push('the ending .sql, .py or .sh is missing');
  if (ending !== ending.toLowerCase()) {
    faults.push(`the ending must be in lower case: ${ending.toLowerCase()}`);
  }
  if (digits !== '' && lead !== '') faults.push('the number must come first');
  if (/^0+$/.test(digits)) faults.push('numbers begin with 1');
  if (/[^0-9]/.test(digits)) {
    faults.push(
      'the number must be written with the digits 0 to 9; only the Python tool takes others',
    );
  }
  return faults;
}

function fastmigrateFaults({ digits, separator, rest }: Parts): string[] {
  if (digits === '')
    return [`the name must begin with four digits and a hyphen, as in ${example('fastmigrate')}`];
  const faults: string[] = [];
  const count = [...digits].length;
  if (count !== 4) faults.push(`the number must have four digits, not ${count}`);
  if (!separator.startsWith('-')) {
    faults.push(`a hyphen must follow the number${rest === '' ? ', and then a name' : ''}`);
  }
  return faults;
}

function tuplesaverFaults(file: string, { digits, separator, rest, ending }: Parts): string[] {
  if (digits === '')
    return [`the name must begin with a number and a dot, as in ${example('tuplesaver')}`];
  const faults: string[] = [];
  if (!Number.isSafeInteger(Number(foreignDigitsToAscii(digits))))
    faults.push('the number is too big');
  if (ending !== '' && ending.toLowerCase() !== '.sql')
    faults.push('only .sql scripts are run here');
  if (rest === '') faults.push('a name must stand between the number and the ending');
  else if (!separator.startsWith('.')) faults.push('a dot must follow the number');
  else if (file.split('.').length > 3) faults.push('the name must not contain a dot');
  return faults;
}

function cleanName(rest: string): string {
  const name = rest.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, '-').trim();
  return name === '' ? 'migration' : name;
}

function example(convention: Convention): string {
  return convention === 'fastmigrate' ? '0007-add-users.sql' : '007.add_users.sql';
}
