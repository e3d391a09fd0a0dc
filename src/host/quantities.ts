/** `1 migration`, `3 migrations`. `several` is the plural where that is not the noun with an s. */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`;
}

/** A size as `512 B`, `48 KB` or `1.2 MB` (1 KB is 1024 bytes). */
export function sizeText(bytes: number): string {
  const units = ['KB', 'MB', 'GB', 'TB'];
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes;
  let unit = 'B';
  for (const next of units) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`;
}

/** How long before `now` (both in ms) something was: `just now`, `5 min ago`, `3 h ago`, `12 days ago`. */
export function ageText(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < -24 * 60) return 'in the future';
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  return `${counted(Math.floor(hours / 24), 'day')} ago`;
}
