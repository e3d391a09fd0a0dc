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
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    style: (style, text) => styleText(style, text, { stream: stdout }),
    styleErr: (style, text) => styleText(style, text, { stream: stderr }),
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    showsProgress: stderr.isTTY === true,
  };
}

/** `fastmigrate status | head -1` closes the pipe early, which is no failure. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
