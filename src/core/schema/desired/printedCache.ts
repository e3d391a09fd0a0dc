import { codeFingerprint } from './fingerprint.ts';
import { printedBy } from './sourceProcess.ts';
import type { SourceCommand } from './sourceProcess.ts';

/** What programs printed, as long as no file of code beside them changes. One for each long-lived process. */
export class PrintedCache {
  readonly #entries = new Map<string, { readonly fingerprint: string; readonly text: string }>();
  readonly #most: number;

  constructor(most = 32) {
    this.#most = most;
  }

  /** What a program prints, from memory where it is certain. `folder` holds its code. Throws as `printedBy`. */
  printed(command: SourceCommand, folder: string): string {
    const key = JSON.stringify([command.words, command.cwd, Object.entries(command.env)]);
    const fingerprint = codeFingerprint(folder);
    const known = this.#entries.get(key);
    if (known !== undefined && known.fingerprint === fingerprint) return known.text;
    this.#entries.delete(key);
    const text = printedBy(command);
    if (fingerprint !== undefined) this.#entries.set(key, { fingerprint, text });
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size > this.#most) this.#entries.delete(oldest);
    return text;
  }
}
