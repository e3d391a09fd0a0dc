import { fstatSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';
import { styleText } from 'node:util';

/** Styles that the program uses. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** The process's streams as the commands see them. */
export interface Terminal {
  /** Results. In JSON mode nothing but the one document. */
  readonly out: (text: string) => void;
  /** Errors, progress and questions. */
  readonly err: (text: string) => void;
  /** Colours text that goes to stdout, on a terminal only. NO_COLOR and FORCE_COLOR are respected. */
  readonly style: (style: Style, text: string) => string;
  /** As `style`, for stderr. */
  readonly styleErr: (style: Style, text: string) => string;
  /** Whether somebody can be asked: stdin and stderr are terminals. */
  readonly canAsk: boolean;
  /** Whether progress on stderr is seen while it goes on. */
  readonly showsProgress: boolean;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  let showsProgress: boolean | undefined;
  return {
    out: (text) => void guarded(process.stdout, lostOutput).write(text),
    err: (text) => void guarded(process.stderr, ignored).write(text),
    style: stylist(() => process.stdout),
    styleErr: stylist(() => process.stderr),
    get canAsk() {
      return isTerminal(0) && isTerminal(2);
    },
    get showsProgress() {
      return (showsProgress ??= isTerminal(2));
    },
  };
}

/** Node looks at the stream and the environment at each call, which 10,000 lines make felt: so it is asked once a style. */
function stylist(stream: () => NodeJS.WriteStream): Terminal['style'] {
  const known = new Map<Style, readonly [before: string, after: string]>();
  return (style, text) => {
    // A style within a style is not just put between.
    if (text.includes('\u001B')) return styleText(style, text, { stream: stream() });
    const [before, after] = known.get(style) ?? endsOf(style, stream());
    known.set(style, [before, after]);
    return `${before}${text}${after}`;
  };
}

function endsOf(style: Style, stream: NodeJS.WriteStream): readonly [string, string] {
  const [before = '', after = ''] = styleText(style, '|', { stream }).split('|');
  return [before, after];
}

/**
 * Whether a file descriptor is a terminal. Node's streams and `node:tty` take some milliseconds to load, so the file
 * system is asked first; on Windows it may not know.
 */
export function isTerminal(descriptor: number): boolean {
  return (process.platform === 'win32' || mayBeTerminal(descriptor)) && isatty(descriptor);
}

function mayBeTerminal(descriptor: number): boolean {
  const stats = fstatSync(descriptor);
  return stats.isCharacterDevice() && stats.rdev !== statSync(devNull).rdev;
}

type Broken = (error: NodeJS.ErrnoException) => void;

/** Node opens a stream when it is first asked for, which takes some milliseconds for a pipe. */
function guarded(stream: NodeJS.WriteStream, broken: Broken): NodeJS.WriteStream {
  if (!stream.listeners('error').includes(broken)) stream.on('error', broken);
  return stream;
}

let lost = false;

/**
 * `fastmigrate status | head -1` closes the pipe early, which is no failure. A full disk is one, since somebody wants the
 * output: it is told once; the command goes on, and ends with 1 whatever it comes to.
 */
function lostOutput({ code, message }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE' || lost) return;
  lost = true;
  guarded(process.stderr, ignored).write(
    `fastmigrate: error: cannot write the output: ${message}\n`,
  );
  process.once('exit', () => {
    process.exitCode ||= 1;
  });
}

/** What cannot be said to anybody must not stop a migration half-way. */
function ignored(): void {}
