/**
 * A path as Python's pathlib prints it: no `.` parts, no doubled or trailing slashes; `..` stays, and nothing is `.`.
 * Two leading slashes are kept, as POSIX has it.
 */
export function purePath(text: string, platform: string): string {
  const slash = platform === 'win32' ? '\\' : '/';
  const path = platform === 'win32' ? text.replaceAll('/', slash) : text;
  const root = rootOf(path, slash);
  const parts = path
    .slice(root.length)
    .split(slash)
    .filter((part) => part !== '' && part !== '.');
  const kept = /^\/{3,}$/u.test(root) ? slash : root;
  return kept + parts.join(slash) || '.';
}

function rootOf(path: string, slash: string): string {
  const pattern = slash === '/' ? /^\/*/u : /^(?:[A-Za-z]:)?\\*/u;
  return pattern.exec(path)?.[0] ?? '';
}
