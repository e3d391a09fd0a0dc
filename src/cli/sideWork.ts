import { workOn } from '../core/database/sideProcess.ts';
import type { FromSide, SideOrder } from '../core/database/sideProtocol.ts';

/** A process that does one piece of work for another one, and ends with it. */
export function serveSideWork(): void {
  if (process.send === undefined) throw new Error('side-work is started by a copy');
  // Ctrl-C reaches this process too, but its parent decides what becomes of the work.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.once('disconnect', () => process.exit(1));
  process.once('message', (order: SideOrder) => {
    void workOn(order, say).then((answer) => say(answer, () => process.exit(0)));
  });
}

/** The parent may be gone; then this process goes too. */
function say(message: FromSide, then: () => void = () => {}): void {
  if (process.connected) process.send?.(message, undefined, undefined, then);
}
