import { foldName } from '../../sql/identifier.ts';

/**
 * Things behind those whose names, folded, they ask for, and otherwise as they are. Where things ask for each other,
 * the first of them comes first. A name that nothing has, or that is its own, is waited for by nobody.
 */
export function behindOthers<T extends { readonly name: string }>(
  things: readonly T[],
  asksFor: (thing: T) => ReadonlySet<string>,
): readonly T[] {
  const numbers = new Map(things.map(({ name }, index) => [foldName(name), index]));
  const askers: number[][] = things.map(() => []);
  // How many things one still waits for; -1 once it has its place.
  const waiting = things.map((thing, index) => {
    const asked = [...asksFor(thing)]
      .map((name) => numbers.get(name))
      .filter((other) => other !== undefined && other !== index);
    for (const other of asked) askers[other ?? 0]?.push(index);
    return asked.length;
  });
  return things.flatMap(() => {
    const ready = waiting.indexOf(0);
    const next = ready === -1 ? waiting.findIndex((count) => count > 0) : ready;
    waiting[next] = -1;
    for (const asker of askers[next] ?? [])
      waiting[asker] = Math.max((waiting[asker] ?? 0) - 1, -1);
    const thing = things[next];
    return thing === undefined ? [] : [thing];
  });
}
