import { errorSubject } from '../sql/errorSubject.ts';
import { foldName, unquote } from '../sql/identifier.ts';
import type { StatementForm } from './form.ts';

/** What statements that failed would have made. That it is missing is no news of its own. */
export class Cascade {
  readonly #missing = new Set<string>();

  add(form: StatementForm): void {
    switch (form.kind) {
      case 'create':
        this.#missing.add(foldName(form.name));
        break;
      case 'add-column':
        this.#missing.add(foldName(form.column));
        break;
      case 'rename-table':
      case 'rename-column':
        this.#missing.add(foldName(form.to));
        break;
      default:
        break;
    }
  }

  /** Whether a message is about something that is missing because of an earlier failure. */
  explains(message: string): boolean {
    if (this.#missing.size === 0) return false;
    const subject = errorSubject(message);
    if (subject === null) return false;
    const names = message
      .slice(subject.start, subject.end)
      .split('.')
      .map((name) => foldName(unquote(name)));
    return names.some((name) => this.#missing.has(name));
  }
}
