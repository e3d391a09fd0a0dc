import { foldName, sameName } from '../../sql/identifier.ts';

/** Things by their folded names. Where two have one name, which SQLite does not permit, the first counts. */
export function byName<T extends { readonly name: string }>(
  things: readonly T[],
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const thing of things) {
    const key = foldName(thing.name);
    if (!map.has(key)) map.set(key, thing);
  }
  return map;
}

/** The one of that name, as SQLite compares names. */
export function named<T extends { readonly name: string }>(
  things: readonly T[],
  name: string,
): T | undefined {
  return things.find((thing) => sameName(thing.name, name));
}
