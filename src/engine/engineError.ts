import type { FailureData } from './protocol.ts';

/** The engine process ended before it answered. Whether anything was changed is not known. */
export class EngineExited extends Error {
  override readonly name = 'EngineExited';
  readonly exitCode: number | null;
  readonly signal: string | null;

  constructor(exitCode: number | null, signal: string | null, lastWords = '') {
    const how = signal === null ? `with code ${exitCode ?? 'unknown'}` : `by ${signal}`;
    super(`the migration engine ended ${how}${lastWords === '' ? '' : `: ${lastWords}`}`);
    this.exitCode = exitCode;
    this.signal = signal;
  }
}

/** A read did not come back within its deadline, and its process was ended. */
export class EngineTimeout extends Error {
  override readonly name = 'EngineTimeout';

  constructor(method: string, deadlineMs: number) {
    super(
      `the migration engine gave no answer to "${method}" within ${deadlineMs / 1000} s and was ended`,
    );
  }
}

/** The engine ended too often in a short time, so it is not started again for now. */
export class EngineBackOff extends Error {
  override readonly name = 'EngineBackOff';

  constructor(retryInMs: number) {
    super(
      `the migration engine ended several times in a row; it is started again in ${Math.ceil(retryInMs / 1000)} s, or by Refresh`,
    );
  }
}

/** Another change of the same database is still going on. */
export class EngineOccupied extends Error {
  override readonly name = 'EngineOccupied';

  constructor(method: string) {
    super(`"${method}" is still running on this database; wait for it or cancel it`);
  }
}

/** The person cancelled a change. `recovery` is set when putting the database back could not be completed. */
export class EngineCancelled extends Error {
  override readonly name = 'EngineCancelled';
  readonly recovered: boolean;
  readonly recovery?: Error;

  constructor(method: string, recovered: boolean, recovery?: Error) {
    super(`"${method}" was cancelled`);
    this.recovered = recovered;
    if (recovery !== undefined) this.recovery = recovery;
  }
}

/** The engine answered with a failure. `data` carries it as facts. */
export class EngineFailed extends Error {
  override readonly name = 'EngineFailed';
  readonly data: FailureData;

  constructor(message: string, data: FailureData) {
    super(message);
    this.data = data;
  }
}
