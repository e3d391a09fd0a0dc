import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Channel, ChannelError } from '../../../src/engine/channel.ts';

const CHANNEL = path.resolve(import.meta.dirname, '../../../src/engine/channel.ts');

// The other end: answers late or at once, refuses, breaks, asks back, tells, or goes away.
const OTHER = `
import { Channel, ChannelError } from ${JSON.stringify(CHANNEL)};
const channel = new Channel(process);
channel.onRequest('echo', (params) => params);
channel.onRequest('late', (params) => new Promise((resolve) => setTimeout(resolve, 50, params)));
channel.onRequest('nothing', () => undefined);
channel.onRequest('refuse', () => {
  throw new ChannelError({ code: -32001, message: 'no', data: { why: ['a', 'ü', null] } });
});
channel.onRequest('break', () => {
  throw new TypeError('defect');
});
channel.onRequest('die', () => process.exit(3));
channel.onRequest('back', async () => channel.request('double', 21));
channel.onNotification('tell', (params) => channel.notify('told', params));
`;

describe('Channel', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fastmigrate-channel-'));
  const file = path.join(folder, 'other.mjs');
  let child: ChildProcess;
  let channel: Channel;

  before(() => fs.writeFileSync(file, OTHER));

  beforeEach(() => {
    child = fork(file);
    channel = new Channel(child);
  });

  afterEach(() => {
    child.kill('SIGKILL');
  });

  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('gives each request its own answer, in whatever order they come', async () => {
    const order: unknown[] = [];
    const note = (answer: unknown): void => void order.push(answer);
    await Promise.all([
      channel.request('late', { n: 1 }).then(note),
      channel.request('echo', { n: 2 }).then(note),
    ]);
    assert.deepEqual(order, [{ n: 2 }, { n: 1 }]);
  });

  it('carries several megabytes of any text whole', async () => {
    const rows = Array.from({ length: 50_000 }, (_, at) => `${at} ü \u2028 \n "${'x'.repeat(60)}"`);
    assert.deepEqual(await channel.request('echo', rows), rows);
  });

  it('answers null where there is nothing to say', async () => {
    assert.equal(await channel.request('nothing', {}), null);
  });

  it('rejects with the code, the words and the data of the other side', async () => {
    await assert.rejects(channel.request('refuse', {}), (error) => {
      assert.ok(error instanceof ChannelError);
      assert.deepEqual(
        [error.code, error.message, error.data],
        [-32001, 'no', { why: ['a', 'ü', null] }],
      );
      return true;
    });
  });

  it('rejects with the stack of a defect, and of a method that there is not', async () => {
    await assert.rejects(channel.request('break', {}), {
      code: -32603,
      message: /^TypeError: def/,
    });
    await assert.rejects(channel.request('missing', {}), { code: -32601 });
  });

  it('is asked and told by the other side as well', async () => {
    channel.onRequest('double', (params) => Number(params) * 2);
    assert.equal(await channel.request('back', {}), 42);
    const told = new Promise((resolve) => channel.onNotification('told', resolve));
    await channel.notify('tell', ['this']);
    assert.deepEqual(await told, ['this']);
  });

  it('rejects what waits when the other side goes, and what comes after', async () => {
    const waiting = channel.request('late', {});
    const dying = channel.request('die', {});
    await assert.rejects(dying, { message: 'channel closed' });
    await assert.rejects(waiting, { message: 'channel closed' });
    await assert.rejects(channel.request('echo', {}), { message: 'channel closed' });
    await assert.rejects(channel.notify('tell'), { message: 'channel closed' });
  });
});
