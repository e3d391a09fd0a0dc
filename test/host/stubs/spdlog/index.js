// The log writer, without native code. Output channels are log files too, so it has to write.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #file;
  #level = LEVELS.indexOf('info');
  #plain = false;
  #pending = [];
  #timer;

  constructor(file) {
    this.#file = file;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.appendFileSync(file, '');
  }

  trace = (text) => this.#write(0, text);
  debug = (text) => this.#write(1, text);
  info = (text) => this.#write(2, text);
  warn = (text) => this.#write(3, text);
  error = (text) => this.#write(4, text);
  critical = (text) => this.#write(5, text);

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  setPattern() {}

  clearFormatters() {
    this.#plain = true;
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#pending.join('');
    this.#pending = [];
    // The folder may be removed already when a test ends.
    if (text !== '' && fs.existsSync(this.#file)) fs.appendFileSync(this.#file, text);
  }

  drop() {
    this.flush();
  }

  #write(level, text) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, 23);
    this.#pending.push(this.#plain ? text : `${time} [${LEVELS[level]}] ${text}\n`);
    this.#timer ??= setTimeout(() => this.flush(), 20).unref();
  }
}

const create = (_name, file) => Promise.resolve(new Logger(file));

exports.Logger = Logger;
exports.version = 0;
exports.setLevel = () => undefined;
exports.setFlushOn = () => undefined;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
