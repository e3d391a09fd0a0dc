import net from 'node:net';
import type * as vscode from 'vscode';

/** A function for the extension host. It travels as text, so it must not use anything around it. */
export type HostFunction<A extends readonly unknown[], T> = (
  api: typeof vscode,
  ...args: A
) => T | Promise<T> | Thenable<T>;

/** The test's end of the line to the small extension in `bridge/`, which runs functions in the extension host. */
export interface Bridge {
  readonly socket: string;
  readonly connected: Promise<void>;
  eval<A extends readonly unknown[], T>(run: HostFunction<A, T>, ...args: A): Promise<T>;
  close(): void;
}

type Answer =
  | { readonly ready: true }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** Listens on a socket (a path that does not exist yet). A reloaded window connects anew. */
export async function startBridge(socket: string): Promise<Bridge> {
  const waiting = new Map<number, Waiting>();
  let connection: net.Socket | undefined;
  let lastId = 0;
  const { promise: connected, resolve: setConnected } = Promise.withResolvers<void>();

  const take = (answer: Answer): void => {
    if ('ready' in answer) return setConnected();
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) caller?.reject(new Error(answer.error));
    else caller?.resolve(answer.value as never);
  };
  const server = net.createServer((client) => {
    connection = client;
    readLines(client, (line) => take(JSON.parse(line)));
    client.on('error', () => client.destroy());
    client.on('close', () => {
      for (const { reject } of waiting.values()) reject(new Error('the extension host went away'));
      waiting.clear();
    });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));

  return {
    socket,
    connected,
    eval: (run, ...args) =>
      new Promise((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        connection?.write(`${JSON.stringify({ id: lastId, run: String(run), args })}\n`);
      }),
    close: () => {
      connection?.destroy();
      server.close();
    },
  };
}

function readLines(client: net.Socket, take: (line: string) => void): void {
  let rest = '';
  client.setEncoding('utf8');
  client.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}
