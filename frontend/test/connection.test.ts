import { beforeEach, describe, expect, it } from 'vitest';
import type { ServerFrame } from '../src/protocol/frames';
import { Connection, type ConnectionStatus } from '../src/realtime/connection';
import { FakeNetwork, ManualScheduler } from './support';

let scheduler: ManualScheduler;
let network: FakeNetwork;
let statuses: ConnectionStatus[];
let frames: ServerFrame[];
let connection: Connection;

const status = () => statuses.at(-1);
const pong: ServerFrame = { type: 'pong' };

beforeEach(() => {
  scheduler = new ManualScheduler();
  network = new FakeNetwork();
  statuses = [];
  frames = [];
  connection = new Connection({
    scheduler,
    openSocket: network.open,
    hello: () => ({ type: 'hello', ref: '1' }),
    onStatus: (next) => statuses.push(next),
    onFrame: (frame) => frames.push(frame),
  });
});

function open(): void {
  connection.start();
  network.current.welcome();
}

describe('connecting', () => {
  it('greets first, and is open only once it is welcomed', () => {
    connection.start();
    expect(status()).toEqual({ state: 'connecting', attempt: 1, announced: false });
    network.current.onopen?.();
    expect(network.current.sent).toEqual([{ type: 'hello', ref: '1' }]);
    expect(connection.send({ type: 'ping', ref: 'x' })).toBe(false);
    network.current.welcome();
    expect(status()).toEqual({ state: 'open' });
  });

  it('gives up after ten seconds without a welcome and tries again', () => {
    connection.start();
    network.current.onopen?.();
    scheduler.advance(9_999);
    expect(status()?.state).toBe('connecting');
    scheduler.advance(1);
    expect(status()?.state).toBe('waiting');
    expect(network.current.closed).toBe(true);
  });

  it('backs off exponentially with full jitter up to the cap', () => {
    scheduler.chance = 0.999999;
    connection.start();
    const delays: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      network.current.lost(1006);
      const now = status();
      if (now?.state !== 'waiting') throw new Error('not waiting');
      delays.push(now.retryAt - scheduler.now());
      scheduler.advance(now.retryAt - scheduler.now());
    }
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000, 15_000]);
  });

  it('counts attempts from one again after a connection that lasted', () => {
    connection.start();
    network.current.lost(1006);
    scheduler.advance(500);
    network.current.welcome();
    network.current.lost(1006);
    expect(status()).toMatchObject({ state: 'waiting', attempt: 3 });
    scheduler.advance(1_000);
    network.current.welcome();
    scheduler.advance(5_000);
    network.current.lost(1006);
    expect(status()).toMatchObject({ state: 'waiting', attempt: 1 });
  });

  it('leaves no timer behind when it is closed', () => {
    open();
    connection.stop('done');
    expect(scheduler.pending()).toBe(0);
  });
});

describe('close codes', () => {
  it.each([
    [1000, 'done'],
    [4400, 'violation'],
    [4401, 'signed-out'],
    [4403, 'forbidden'],
    [4413, 'too-large'],
  ])('%i ends it: %s', (code, reason) => {
    open();
    network.current.lost(code);
    expect(status()).toEqual({ state: 'stopped', reason });
    scheduler.advance(3_600_000);
    connection.wake();
    expect(network.sockets).toHaveLength(1);
  });

  it.each([1001, 1005, 1006, 1011, 1012])('%i reconnects soon', (code) => {
    open();
    scheduler.advance(5_000);
    network.current.lost(code);
    scheduler.advance(500);
    expect(network.sockets).toHaveLength(2);
  });

  it.each([1013, 4408, 4429])('%i reconnects after a delay that waking does not shorten', (code) => {
    open();
    network.current.lost(code);
    connection.wake();
    scheduler.advance(4_999);
    expect(network.sockets).toHaveLength(1);
    scheduler.advance(1_500);
    expect(network.sockets).toHaveLength(2);
  });

  it('waits as long as the server has said, unless the user does not', () => {
    open();
    network.current.lost(1006);
    connection.waitAtLeast(30_000);
    connection.waitAtLeast(5_000);
    connection.wake();
    scheduler.advance(29_999);
    expect(network.sockets).toHaveLength(1);
    connection.connectNow();
    expect(network.sockets).toHaveLength(2);
  });

  it('1008 reconnects at most once a minute', () => {
    open();
    network.current.lost(1008);
    connection.wake();
    scheduler.advance(59_999);
    expect(network.sockets).toHaveLength(1);
    scheduler.advance(1_500);
    expect(network.sockets).toHaveLength(2);
  });

  it('a bye names the least delay', () => {
    scheduler.chance = 0;
    open();
    network.current.receive({ type: 'bye', reason: 'restarting', reconnectAfterMs: 1_500 });
    network.current.lost(1012);
    scheduler.advance(1_499);
    expect(network.sockets).toHaveLength(1);
    scheduler.advance(1);
    expect(network.sockets).toHaveLength(2);
  });

  it('not all pages come back at once after a bye', () => {
    scheduler.chance = 0.999999;
    open();
    network.current.receive({ type: 'bye', reason: 'restarting', reconnectAfterMs: 1_500 });
    network.current.lost(1012);
    scheduler.advance(2_499);
    expect(network.sockets).toHaveLength(1);
    scheduler.advance(1);
    expect(network.sockets).toHaveLength(2);
  });

  it.each([1000, 1001, 1006, 1012])('comes back after a bye and close code %i', (code) => {
    open();
    network.current.receive({ type: 'bye', reason: 'restarting', reconnectAfterMs: 100 });
    network.current.lost(code);
    expect(status()).toMatchObject({ state: 'waiting', announced: true });
    scheduler.advance(1_000);
    expect(status()).toMatchObject({ state: 'connecting', announced: true });
    network.current.welcome();
    network.current.lost(1006);
    expect(status()).toMatchObject({ state: 'waiting', announced: false });
  });

  it.each([
    [1001, true],
    [1012, true],
    [1006, false],
    [1011, false],
  ])('close code %i without a bye tells of a planned leave: %s', (code, announced) => {
    open();
    network.current.lost(code);
    expect(status()).toMatchObject({ state: 'waiting', announced });
  });

  it('stays away where it is not wanted, also after a bye', () => {
    open();
    network.current.receive({ type: 'bye', reason: 'signed out' });
    network.current.lost(4401);
    expect(status()).toEqual({ state: 'stopped', reason: 'signed-out' });
  });

  it('the user may try at once', () => {
    open();
    network.current.lost(1008);
    connection.connectNow();
    expect(network.sockets).toHaveLength(2);
  });
});

describe('heartbeat', () => {
  it('pings after 25 s of silence and drops the socket 3 s later', () => {
    open();
    scheduler.advance(24_999);
    expect(network.current.count('ping')).toBe(0);
    scheduler.advance(1);
    expect(network.current.count('ping')).toBe(1);
    scheduler.advance(2_999);
    expect(status()?.state).toBe('open');
    scheduler.advance(1);
    expect(status()?.state).toBe('waiting');
    expect(network.current.closed).toBe(true);
  });

  it('counts any frame as a sign of life', () => {
    open();
    scheduler.advance(20_000);
    network.current.receive(pong);
    scheduler.advance(24_999);
    expect(network.current.count('ping')).toBe(0);
    scheduler.advance(1);
    expect(network.current.count('ping')).toBe(1);
    network.current.receive(pong);
    scheduler.advance(3_000);
    expect(status()?.state).toBe('open');
  });

  it('asks at once when the page wakes, and only once', () => {
    open();
    connection.wake();
    connection.wake();
    expect(network.current.count('ping')).toBe(1);
    scheduler.advance(3_000);
    expect(status()?.state).toBe('waiting');
  });

  it('connects at once when the page wakes while it waits', () => {
    open();
    network.current.lost(1006);
    connection.wake();
    expect(network.sockets).toHaveLength(2);
  });
});

describe('frames', () => {
  it('skips what it cannot read', () => {
    open();
    frames = [];
    network.current.onmessage?.({ data: '{' });
    network.current.onmessage?.({ data: '{"type":"events"}' });
    network.current.onmessage?.({ data: '{"type":"unheard-of"}' });
    network.current.onmessage?.({ data: new ArrayBuffer(2) });
    expect(frames).toEqual([]);
    expect(status()).toEqual({ state: 'open' });
  });

  it('gives up a socket whose buffer is full', () => {
    open();
    network.current.bufferedAmount = 2_000_000;
    expect(connection.send({ type: 'ping', ref: 'x' })).toBe(false);
    expect(status()?.state).toBe('waiting');
  });

  it('hears nothing more from a socket that it gave up', () => {
    open();
    const old = network.current;
    connection.drop();
    frames = [];
    old.receive(pong);
    old.lost(4400);
    expect(frames).toEqual([]);
    expect(status()?.state).toBe('waiting');
  });
});
