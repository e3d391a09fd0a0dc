/** A value after interpolation, or why it cannot be had. */
export type Interpolated =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly reason: string };

const MAX_DEPTH = 10;
// Python has no such limits. References that fan out at each of ten levels would keep it busy for
// hours, and an editor reads configurations that nobody has looked at yet.
const MAX_STEPS = 10_000;
const MAX_LENGTH = 65_536;

const REFERENCE = /^%\(([^)]+)\)s/;

/**
 * Replaces `%(name)s` by the value of `name` and `%%` by a percent sign, as Python's
 * `BasicInterpolation` does. `lookup` gets a lower-cased name and answers with its raw value.
 */
export function interpolate(
  raw: string,
  lookup: (name: string) => string | undefined,
): Interpolated {
  const state: Expansion = { lookup, parts: [], length: 0, steps: 0 };
  const reason = expand(state, raw, 1);
  return reason === undefined ? { ok: true, value: state.parts.join('') } : { ok: false, reason };
}

interface Expansion {
  readonly lookup: (name: string) => string | undefined;
  readonly parts: string[];
  length: number;
  steps: number;
}

/** Appends the expansion of `text`; returns the reason when it fails. */
function expand(state: Expansion, text: string, depth: number): string | undefined {
  if (depth > MAX_DEPTH) {
    return `references are nested more than ${MAX_DEPTH} deep, or in a circle`;
  }
  let rest = text;
  while (rest !== '') {
    const percent = rest.indexOf('%');
    if (percent !== 0) {
      const plain = percent < 0 ? rest : rest.slice(0, percent);
      const tooLong = append(state, plain);
      if (tooLong !== undefined) return tooLong;
      rest = rest.slice(plain.length);
      continue;
    }
    if (rest.startsWith('%%')) {
      const tooLong = append(state, '%');
      if (tooLong !== undefined) return tooLong;
      rest = rest.slice(2);
      continue;
    }
    const reference = REFERENCE.exec(rest);
    if (reference === null) return badPercent(rest);
    const reason = expandReference(state, reference[1] ?? '', depth);
    if (reason !== undefined) return reason;
    rest = rest.slice(reference[0].length);
  }
  return undefined;
}

function expandReference(state: Expansion, written: string, depth: number): string | undefined {
  const value = state.lookup(written.toLowerCase());
  if (value === undefined) return `%(${written})s names a key that is not set`;
  return value.includes('%') ? expand(state, value, depth + 1) : append(state, value);
}

function append(state: Expansion, text: string): string | undefined {
  state.steps += 1;
  state.length += text.length;
  if (state.steps > MAX_STEPS || state.length > MAX_LENGTH) {
    return 'the value is too long after its references are replaced';
  }
  state.parts.push(text);
  return undefined;
}

function badPercent(rest: string): string {
  return rest.startsWith('%(')
    ? 'a reference must look like %(name)s. Write %% for a percent sign'
    : 'a single % is not allowed. Write %% for a percent sign';
}
