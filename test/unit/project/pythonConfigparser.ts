import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A value as Python's `get` gives it, or the class of the error that it raises. */
export type PythonValue =
  | { readonly key: string; readonly value: string }
  | { readonly key: string; readonly error: string };

/** What `configparser.ConfigParser()` makes of a text. `line` is that of the first fault. */
export type PythonIni =
  | {
      readonly ok: true;
      readonly sections: readonly (readonly [string, readonly PythonValue[]])[];
    }
  | { readonly ok: false; readonly error: string; readonly line: number };

const PROGRAM = `
import configparser, io, json, sys

def values(parser, section):
    found = []
    for key in parser[section]:
        try:
            found.append({'key': key, 'value': parser.get(section, key)})
        except configparser.InterpolationError as error:
            found.append({'key': key, 'error': type(error).__name__})
    return found

def read(text):
    parser = configparser.ConfigParser()
    stream = io.TextIOWrapper(io.BytesIO(text.encode('utf-8')), encoding='utf-8')
    try:
        parser.read_file(stream, 'text')
    except configparser.Error as error:
        errors = getattr(error, 'errors', None)
        line = errors[0][0] if errors else error.lineno
        return {'ok': False, 'error': type(error).__name__, 'line': line}
    sections = ['DEFAULT'] + parser.sections()
    return {'ok': True, 'sections': [[s, values(parser, s)] for s in sections]}

for request in sys.stdin:
    print(json.dumps([read(text) for text in json.loads(request)]), flush=True)
`;

/** One Python process that reads INI texts with its own configparser. */
export class PythonConfigparser {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #stderr = '';
  #failure: Error | undefined;

  constructor() {
    this.#child = spawn('python3', ['-I', '-c', PROGRAM]);
    this.#child.on('error', (error) => {
      this.#failure = new Error(
        `these tests compare with Python: install python3 (${error.message})`,
      );
    });
    this.#child.stdin.on('error', (error) => {
      this.#failure ??= error;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Reads a batch of texts, in order. */
  async read(texts: readonly string[]): Promise<readonly PythonIni[]> {
    this.#child.stdin.write(`${JSON.stringify(texts)}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) {
      throw this.#failure ?? new Error(`python3 ended: ${this.#stderr}`);
    }
    return JSON.parse(answer.value) as readonly PythonIni[];
  }

  end(): void {
    this.#child.stdin.end();
  }
}
