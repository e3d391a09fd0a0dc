/** Moves all files of `made` to `dist`, so that each is there at any time, and removes what `dist` has besides and what killed builds have made. */
export function putInPlace(made: string, dist: string): void;
