/** Moves all files of `made` to `dist`, so that each is there at any time, and removes what `dist` has besides. */
export function putInPlace(made: string, dist: string): void;
