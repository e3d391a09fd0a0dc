import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Project } from '../../../src/core/project/project.ts';
import { EngineClient, type EngineClientOptions } from '../../../src/engine/client.ts';
import { until } from '../../support/process.ts';

const PROJECT: Project = {
  name: 'default',
  root: '/p',
  database: '/p/a.db',
  migrations: '/p/migrations',
  convention: 'fastmigrate',
  history: true,
};

// A stand-in for the engine's bundle that answers, hangs or dies as the folder's name asks for.
const SCRIPT = `
const { spawn } = require('node:child_process');
const fs = require('node:fs');
process.on('message', ({ id, method, params = {} }) => {
  const event = (data) => process.send({ jsonrpc: '2.0', method: 'event', params: { event: data } });
  const refuse = (id) => process.send({ jsonrpc: '2.0', id, error: { code: -32001, message: 'no', data: { failure: { code: 'cancelled', what: 'it' }, changed: false } } });
  const answer = (result) => process.send({ jsonrpc: '2.0', id, result });
  const folder = params.folder ?? params.project?.root;
  if (method === 'cancel') return void (fs.writeFileSync(__filename + '.heard', ''), refuse(globalThis.copy));
  if (method === 'recover') return void (fs.writeFileSync(__filename + '.partials', JSON.stringify(params.partials)), answer({ recovered: true }));
  if (method === 'backup') {
    globalThis.copy = id;
    event({ type: 'copy-started', what: 'backup', partial: 'p' });
    if (params.file === 'deaf') { setTimeout(() => { for (;;); }, 20); }
    return undefined;
  }
  if (method === 'restore') {
    event({ type: 'copy-started', what: 'restore' });
    event({ type: 'copy-completing', what: 'restore' });
    setTimeout(() => answer({ restored: 'it' }), 900);
    globalThis.copy = -1;
    return undefined;
  }
  if (folder === 'die') process.exit(3);
  if (folder === 'refuse') return process.send({ jsonrpc: '2.0', id, error: { code: -32001, message: 'no', data: { failure: { code: 'busy', database: 'x', waitedMs: 1 }, changed: false } } });
  if (method === 'run') {
    const child = spawn('sleep', ['600']);
    process.send({ jsonrpc: '2.0', method: 'event', params: { event: { type: 'warning', text: String(child.pid) } } });
    return undefined;
  }
  if (folder === 'hang') for (;;) {}
  return answer({ projects: [], failures: [], pid: process.pid });
});
`;

describe('EngineClient', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-client-'));
  const cli = path.join(folder, 'cli.cjs');
  const clients: EngineClient[] = [];

  function client(options: Partial<EngineClientOptions> = {}): EngineClient {
    const made = new EngineClient({
      cli,
      execPath: process.execPath,
      env: process.env,
      log: () => undefined,
      ...options,
    });
    clients.push(made);
    return made;
  }

  before(() => fs.writeFileSync(cli, SCRIPT));

  afterEach(() => {
    for (const made of clients.splice(0)) made.dispose();
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('starts one process on first need and keeps it', async () => {
    const engine = client();
    assert.equal(engine.readerPid, undefined);
    await engine.read('discover', { folder: 'a' });
    const pid = engine.readerPid;
    await engine.read('discover', { folder: 'b' });
    assert.ok(pid);
    assert.equal(engine.readerPid, pid);
  });

  it('ends the process when idle and starts another on need', async () => {
    const engine = client({ idleMs: 30 });
    await engine.read('discover', { folder: 'a' });
    const pid = engine.readerPid;
    assert.ok(pid);
    await until(() => !isAlive(pid), 'the process to end');
    assert.equal(engine.readerPid, undefined);
    await engine.read('discover', { folder: 'b' });
    assert.notEqual(engine.readerPid, pid);
  });

  it('gives up a read that hangs, and answers the next one', async () => {
    const engine = client({ deadlineMs: 300 });
    await assert.rejects(engine.read('discover', { folder: 'hang' }), { name: 'EngineTimeout' });
    assert.deepEqual((await engine.read('discover', { folder: 'a' })).projects, []);
  });

  it('reads projects while the scripts before an open one take long', async () => {
    const engine = client({ deadlineMs: 3000 });
    const project = { ...PROJECT, root: 'hang' };
    const check = assert.rejects(engine.read('checkScript', { project, file: '', text: '' }), {
      name: 'EngineTimeout',
    });
    assert.deepEqual((await engine.read('discover', { folder: 'a' })).projects, []);
    assert.ok(engine.readerPid !== undefined && engine.scriptReaderPid !== undefined);
    assert.notEqual(engine.readerPid, engine.scriptReaderPid);
    await check;
    assert.equal(engine.scriptReaderPid, undefined);
  });

  it('rejects what is pending when the process dies, and starts another', async () => {
    const engine = client();
    await assert.rejects(engine.read('discover', { folder: 'die' }), {
      name: 'EngineExited',
      exitCode: 3,
    });
    assert.deepEqual((await engine.read('discover', { folder: 'a' })).projects, []);
  });

  it('asks again where the process had died unnoticed', async () => {
    const engine = client();
    await engine.read('discover', { folder: 'a' });
    const { readerPid } = engine;
    assert.ok(readerPid !== undefined);
    process.kill(readerPid, 'SIGKILL');
    assert.deepEqual((await engine.read('discover', { folder: 'a' })).projects, []);
    assert.notEqual(engine.readerPid, readerPid);
  });

  it('stops starting a process that keeps dying, until it is forgiven', async () => {
    const engine = client();
    for (const _ of [1, 2, 3]) {
      await assert.rejects(engine.read('discover', { folder: 'die' }), { name: 'EngineExited' });
    }
    await assert.rejects(engine.read('discover', { folder: 'a' }), { name: 'EngineBackOff' });
    engine.forgive();
    assert.deepEqual((await engine.read('discover', { folder: 'a' })).projects, []);
  });

  it('passes a failure on as data', async () => {
    const refused = client().read('discover', { folder: 'refuse' });
    await assert.rejects(refused, {
      name: 'EngineFailed',
      message: 'no',
      data: { failure: { code: 'busy', database: 'x', waitedMs: 1 }, changed: false },
    });
  });

  it('cancels a change by ending its process with all that it started, and recovers', async () => {
    const engine = client();
    const abort = new AbortController();
    let child = 0;
    const change = engine.mutate(
      'run',
      { project: PROJECT },
      {
        key: 'k',
        project: PROJECT,
        signal: abort.signal,
        onEvent: (event) => {
          if (event.type !== 'warning') return;
          child = Number(event.text);
          abort.abort();
        },
      },
    );
    await assert.rejects(change, { name: 'EngineCancelled', recovered: true });
    await until(() => !isAlive(child), 'the child to end');
  });

  it('lets a copy that is cancelled remove what is there of it', async () => {
    const engine = client();
    const abort = new AbortController();
    const change = engine.mutate(
      'backup',
      { project: PROJECT },
      {
        key: 'k',
        project: PROJECT,
        signal: abort.signal,
        onEvent: () => abort.abort(),
      },
    );
    await assert.rejects(change, { name: 'EngineCancelled' });
    assert.ok(fs.existsSync(`${cli}.heard`));
    fs.rmSync(`${cli}.heard`);
  });

  it('ends a copy that does not hear, and has what it was writing removed', async () => {
    const engine = client();
    const abort = new AbortController();
    const change = engine.mutate('backup', Object({ project: PROJECT, file: 'deaf' }), {
      key: 'k',
      project: PROJECT,
      signal: abort.signal,
      onEvent: () => setTimeout(() => abort.abort(), 200),
    });
    await assert.rejects(change, { name: 'EngineCancelled', recovered: true });
    assert.ok(!fs.existsSync(`${cli}.heard`));
    assert.deepEqual(JSON.parse(fs.readFileSync(`${cli}.partials`, 'utf8')), ['p']);
  });

  it('lets a copy be completed that is past cancelling', async () => {
    const engine = client();
    const abort = new AbortController();
    const change = engine.mutate(
      'restore',
      { project: PROJECT, file: 'f' },
      {
        key: 'k',
        project: PROJECT,
        signal: abort.signal,
        onEvent: ({ type }) => {
          if (type === 'copy-completing') abort.abort();
        },
      },
    );
    assert.deepEqual(await change, { restored: 'it' });
  });

  it('makes one change at a time of the same thing, and others beside it', async () => {
    const engine = client();
    const abort = new AbortController();
    const first = engine.mutate('run', { project: PROJECT }, { key: 'a', signal: abort.signal });
    await assert.rejects(engine.mutate('create', { project: PROJECT }, { key: 'a' }), {
      name: 'EngineOccupied',
    });
    await engine.mutate('create', { project: PROJECT }, { key: 'b' });
    await engine.read('discover', { folder: 'a' });
    abort.abort();
    await assert.rejects(first, { name: 'EngineCancelled' });
  });

  it('leaves no process behind', async () => {
    const engine = client();
    await engine.read('discover', { folder: 'a' });
    const pid = engine.readerPid;
    assert.ok(pid);
    engine.dispose();
    await until(() => !isAlive(pid), 'the process to end');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A killed grandchild waits for whoever adopts it to look; it is gone all the same.
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
