/** One command line that a POSIX shell, or PowerShell on Windows, splits into exactly these arguments. */
export function shellQuote(args: readonly string[], platform: string): string {
  return args.map(platform === 'win32' ? quotePowerShell : quotePosix).join(' ');
}

function quotePosix(arg: string): string {
  if (/^[A-Za-z0-9_\-./:=@%+]+$/.test(arg)) return arg;
  return `'${arg.replaceAll("'", `'\\''`)}'`;
}

function quotePowerShell(arg: string): string {
  if (/^[A-Za-z0-9_\-./:=\\]+$/.test(arg)) return arg;
  return `'${arg.replaceAll("'", "''")}'`;
}
