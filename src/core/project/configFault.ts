import { MigrateError } from '../errors.ts';

/** Where a configuration is wrong, and why. */
export interface ConfigFault {
  readonly file: string;
  readonly line: number;
  readonly key?: string;
  readonly reason: string;
}

/** Something in a configuration that is accepted but looks wrong. */
export interface ConfigWarning {
  readonly file: string;
  readonly line: number;
  /** One plain clause for people. */
  readonly message: string;
}

/** The `bad-config` error of a fault. */
export function badConfig(fault: ConfigFault): MigrateError {
  return new MigrateError({ code: 'bad-config', ...fault });
}
