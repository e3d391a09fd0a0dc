/** Stands where a secret was. */
export const HIDDEN = '***';

/** What a value of `db` begins with that names a variable of the environment. */
const VARIABLE = /^env:([A-Za-z_]\w*)$/;

/** Whether a value of `db` is no path: a URL, `env:NAME`, or words such as `host=… dbname=…`. */
export function isConnection(value: string): boolean {
  return VARIABLE.test(value) || /^[a-z][a-z0-9+.-]+:\/\//i.test(value) || isKeyValue(value);
}

/** The variable that a value of `db` names, or undefined. */
export function variableOf(value: string): string | undefined {
  return VARIABLE.exec(value)?.[1];
}

/** A text without the passwords of the URLs and of the `password=` in it. One slash is what a path makes of two. */
export function withoutPasswords(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]+:\/\/?[^\s/?#:@]*):[^\s/?#]*@/gi, `$1:${HIDDEN}@`)
    .replace(
      /\b((?:password|passwd|pwd|sslpassword|auth_?token|secret|api_?key)["']?\s*[=:]\s*)('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|[^\s&,;'")]+)/gi,
      `$1${HIDDEN}`,
    );
}

/** The secrets inside a connection string: its password, as written and decoded, and tokens. */
export function secretsOf(connection: string): readonly string[] {
  const found: string[] = [];
  const inUrl = /^[a-z][a-z0-9+.-]+:\/\/[^\s/?#:@]*:([^\s/?#]*)@/i.exec(connection)?.[1];
  if (inUrl !== undefined) found.push(inUrl);
  const named =
    /(?:^|[\s?&;])(?:password|passwd|pwd|sslpassword|auth_?token)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&;]+)/gi;
  for (const [, value = ''] of connection.matchAll(named))
    found.push(value.replace(/^'(.*)'$/s, '$1'));
  return found.flatMap((secret) => [secret, decoded(secret)]).filter((secret) => secret !== '');
}

function isKeyValue(value: string): boolean {
  return (
    /^\s*\w+\s*=\s*\S/.test(value) &&
    /(?:^|\s)(?:host|hostaddr|dbname|service|server)\s*=/i.test(value)
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that escapes nothing stands for itself.
    return text;
  }
}
