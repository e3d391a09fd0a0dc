import type { Failure } from '../errors.ts';
import { MigrateError } from '../errors.ts';
import type { EngineEvent } from '../events.ts';
import { HIDDEN, secretsOf, withoutPasswords } from '../project/connection.ts';
import type { Runtime } from '../runtime.ts';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Shorter values would hide words that are no secrets. */
const SHORTEST = 4;

/** What knows the secrets of a connection string and of an environment, and all that look like some. */
export function redactor(connection: string | undefined, env: Runtime['env']): Redact {
  const secrets = new Set<string>(connection === undefined ? [] : secretsOf(connection));
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    for (const secret of secretsOf(value)) secrets.add(secret);
    if (/(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY)$/i.test(name)) secrets.add(value);
  }
  const known = [...secrets]
    .filter((secret) => secret.length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length);
  return (text) =>
    known.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), withoutPasswords(text));
}

/** A runtime whose events carry no secrets. Output goes out in whole lines, so that no secret is cut in two. */
export function redacting(runtime: Runtime, redact: Redact): Runtime {
  const begun = new Map<string, { file: string; stream: 'stdout' | 'stderr'; text: string }>();
  const flush = (file: string): void => {
    for (const [key, rest] of begun) {
      if (rest.file !== file) continue;
      begun.delete(key);
      if (rest.text !== '')
        runtime.emit({ type: 'script-output', ...rest, text: redact(rest.text) });
    }
  };
  const output = (event: Extract<EngineEvent, { type: 'script-output' }>): void => {
    const { file, stream } = event;
    const key = `${stream} ${file}`;
    const text = (begun.get(key)?.text ?? '') + event.text;
    const end = text.lastIndexOf('\n') + 1;
    begun.set(key, { file, stream, text: text.slice(end) });
    if (end > 0)
      runtime.emit({ type: 'script-output', file, stream, text: redact(text.slice(0, end)) });
  };
  return {
    ...runtime,
    emit: (event) => {
      if (event.type === 'script-output') return output(event);
      if (event.type === 'script-finished') flush(event.file);
      runtime.emit(event.type === 'script-started' ? redactedValue(event, redact) : event);
    },
  };
}

/** A failure without secrets, whatever it was thrown as. */
export function redactedError(error: unknown, redact: Redact): unknown {
  if (!(error instanceof MigrateError)) return error;
  const failure: Failure = redactedValue(error.failure, redact);
  // The cause is left out: its message would say again what was just taken out.
  return new MigrateError(failure);
}

/** Plain data with every string in it redacted. */
function redactedValue<T>(value: T, redact: Redact): T {
  // What goes in is plain data, and only its strings change.
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'string' ? redact(each) : each)),
  ) as T;
}
