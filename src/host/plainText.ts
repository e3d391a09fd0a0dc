// C0 and C1 controls, and the characters that reorder or hide neighbouring text.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Text from a file name, SQL or another program on one line, without characters that act instead of show. */
export function plainLine(text: string, limit = 600): string {
  const line = text.replace(UNSAFE, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

/** Text of several lines with their indentation, without characters that act instead of show. */
export function plainBlock(text: string, lines: number): string {
  const all = text.replaceAll('\t', '  ').split(/\r?\n/);
  const shown = all.slice(0, lines).map((line) => {
    const indent = /^ */.exec(line)?.[0] ?? '';
    return `${indent.slice(0, 40)}${plainLine(line)}`;
  });
  return [...shown, ...(all.length > lines ? ['…'] : [])].join('\n');
}

/** Text for a notification, where `[label](command:…)` would become a link that runs a command. */
export function forNotification(text: string): string {
  return plainLine(text).replaceAll('](', '] (');
}

/** Text for Markdown that shows as it is, and may be broken into lines between words. */
export function forMarkdown(text: string, limit?: number): string {
  return plainLine(text, limit).replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
}

/** Text for labels that replace `$(name)` by an icon, such as the status bar and quick picks. */
export function withoutIcons(text: string): string {
  return plainLine(text).replaceAll('$(', '$ (');
}

/** Text for a modal dialog: lines are kept, what acts is not. */
export function forDialog(text: string): string {
  return text
    .split('\n')
    .map((line) => forNotification(line))
    .join('\n');
}
