import { kill } from 'node:process';

/** Whether there is a process of this number, also one of somebody else. Another container's may have the same. */
export function isAlive(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
