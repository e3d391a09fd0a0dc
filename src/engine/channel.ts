/** One message: a request has method and id, a notification a method only, an answer an id only. */
interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: AnsweredError;
}

interface AnsweredError {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** Codes of JSON-RPC 2.0 for errors. */
export const ERROR_CODES = { unknownMethod: -32601, internal: -32603, failure: -32001 } as const;

/** What the other side answered instead of a result. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  readonly code: number;
  readonly data: unknown;

  constructor({ code, message, data }: AnsweredError) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** One end of Node's channel to a forked process: the child as its parent has it, or a process as it has itself. */
export interface ChannelEnd {
  readonly send?:
    | ((
        message: object,
        handle: undefined,
        options: undefined,
        sent: (error: Error | null) => void,
      ) => boolean)
    | undefined;
  on(event: 'message', heard: (message: unknown) => void): unknown;
  on(event: 'disconnect', gone: () => void): unknown;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Requests, answers and notifications as JSON-RPC 2.0 over the channel that Node makes between a process and its fork.
 * Node keeps messages whole and in order, so nothing is left to do but to match answers with requests.
 */
export class Channel {
  readonly #end: ChannelEnd;
  readonly #waiting = new Map<number, Waiting>();
  readonly #requests = new Map<string, (params: unknown) => unknown>();
  readonly #notifications = new Map<string, (params: unknown) => void>();
  #lastId = 0;
  #closed = false;

  constructor(end: ChannelEnd) {
    this.#end = end;
    end.on('message', (message) => this.#hear(message));
    end.on('disconnect', () => this.close());
  }

  /** Says how requests of this name are answered. What `answer` throws is answered as an error. */
  onRequest(method: string, answer: (params: unknown) => unknown): void {
    this.#requests.set(method, answer);
  }

  onNotification(method: string, heard: (params: unknown) => void): void {
    this.#notifications.set(method, heard);
  }

  /** Rejects with a {@link ChannelError} when the other side says so, or with another error when it is gone. */
  async request(method: string, params: unknown): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#send({ jsonrpc: '2.0', id, method, params }).catch((error: unknown) => {
      this.#settle(id)?.reject(error instanceof Error ? error : new Error(String(error)));
    });
    return answer;
  }

  /** Resolves when it is sent. Rejects when the other side is gone. */
  async notify(method: string, params?: unknown): Promise<void> {
    await this.#send({ jsonrpc: '2.0', method, params });
  }

  /** Rejects what waits for an answer. Happens by itself when the other side goes. */
  close(): void {
    this.#closed = true;
    for (const id of this.#waiting.keys()) this.#settle(id)?.reject(new Error('channel closed'));
  }

  async #send(message: Message): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      if (this.#closed || this.#end.send === undefined) return reject(new Error('channel closed'));
      this.#end.send(message, undefined, undefined, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #hear(heard: unknown): void {
    // Nobody but the two ends writes here, and both are of one version.
    const { id, method, params, result, error } = heard as Message;
    if (method === undefined) {
      const waiting = id === undefined ? undefined : this.#settle(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new ChannelError(error));
    } else if (id === undefined) this.#notifications.get(method)?.(params);
    else void this.#answer(id, method, params);
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    const message = await this.#answerTo(method, params);
    await this.#send({ jsonrpc: '2.0', id, ...message }).catch(() => {
      // Who asked is gone, and nobody else wants to know.
    });
  }

  async #answerTo(method: string, params: unknown): Promise<Pick<Message, 'result' | 'error'>> {
    const answer = this.#requests.get(method);
    if (answer === undefined)
      return { error: { code: ERROR_CODES.unknownMethod, message: `no method ${method}` } };
    try {
      return { result: (await answer(params)) ?? null };
    } catch (error) {
      if (error instanceof ChannelError)
        return { error: { code: error.code, message: error.message, data: error.data } };
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { error: { code: ERROR_CODES.internal, message: text } };
    }
  }
}
