// Watches the extension host from inside: how long loading and activating take, and how long its event loop stands.
const Module = require('node:module');
const v8 = require('node:v8');
const vm = require('node:vm');

const MEASURED = /[\\/](extension\.js|empty\.cjs)$/;
const BETWEEN_LOOKS_MS = 1;

exports.activate = () => {
  const probe = { activations: {}, before: memory(), meter: new Meter() };
  const load = Module._load;
  Module._load = function (request, ...rest) {
    const name = MEASURED.exec(request)?.[1];
    if (name === undefined) return load.call(this, request, ...rest);
    const loading = stopwatch();
    const loaded = load.call(this, request, ...rest);
    const loadMs = loading();
    const activate = (context) => {
      const activating = stopwatch();
      const api = loaded.activate(context);
      probe.activations[name] = { loadMs, activateMs: activating() };
      return api;
    };
    return { ...loaded, activate };
  };
  probe.memory = memory;
  globalThis.benchProbe = probe;
};

/** Begins to measure; the function gives the milliseconds of work since then, without waiting for a core. */
function stopwatch() {
  const [at, cpu] = [performance.now(), cpuMs()];
  return () => Math.min(performance.now() - at, cpuMs() - cpu);
}

/** Bytes in use, after all that nobody needs was thrown away. */
function memory() {
  v8.setFlagsFromString('--expose-gc');
  vm.runInNewContext('gc')();
  return process.memoryUsage();
}

/**
 * Looks at the clock all the time. A gap between two looks is a time in which nothing else was done; `workMs` is what
 * of it this process spent with work, which leaves out what it waited for a core.
 */
class Meter {
  constructor() {
    this.start();
    setInterval(() => this.#look(), BETWEEN_LOOKS_MS).unref();
  }

  start() {
    this.gapMs = 0;
    this.workMs = 0;
    this.#remember();
  }

  #remember() {
    this.at = performance.now();
    this.cpu = cpuMs();
  }

  #look() {
    const gap = performance.now() - this.at - BETWEEN_LOOKS_MS;
    const work = Math.min(gap, cpuMs() - this.cpu);
    this.gapMs = Math.max(this.gapMs, gap);
    this.workMs = Math.max(this.workMs, work);
    this.#remember();
  }
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
