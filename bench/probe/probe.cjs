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
 * Looks at the event loop all the time. Between two looks it waits or is busy: `busyMs` is the most that it was busy, as
 * the clock saw it, and `workMs` the most that its thread spent with work, which leaves out what it waited for a core.
 */
class Meter {
  constructor() {
    this.start();
    setInterval(() => this.#look(), BETWEEN_LOOKS_MS).unref();
  }

  start() {
    this.busyMs = 0;
    this.workMs = 0;
    this.#remember();
  }

  #remember() {
    this.loop = performance.eventLoopUtilization();
    this.cpu = cpuMs();
  }

  #look() {
    const { active } = performance.eventLoopUtilization(this.loop);
    this.busyMs = Math.max(this.busyMs, active);
    this.workMs = Math.max(this.workMs, Math.min(active, cpuMs() - this.cpu));
    this.#remember();
  }
}

/** Milliseconds that this thread has spent with work; others, as those that collect garbage, keep nobody waiting. */
function cpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
