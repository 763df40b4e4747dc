import {
  decodeServerFrame,
  encodeFrame,
  type ClientFrame,
  type ServerFrame,
  type ServerFrameOf,
} from '../protocol/frames';
import { backoffMs, reconnectPolicy } from './backoff';
import { actionAfterClose, announces, type StopReason } from './closeCodes';
import type { Cancel, Scheduler } from './scheduler';

/** The part of a WebSocket that is used here; a test brings its own. */
export interface Socket {
  readonly bufferedAmount: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  send(data: string): void;
  close(code?: number): void;
}

export type ConnectionStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly attempt: number; readonly announced: boolean }
  | { readonly state: 'open' }
  | {
      readonly state: 'waiting';
      readonly attempt: number;
      readonly retryAt: number;
      /** The server said good-bye before, and when to come back. */
      readonly announced: boolean;
    }
  | { readonly state: 'stopped'; readonly reason: StopReason };

export interface ConnectionOptions {
  readonly scheduler: Scheduler;
  readonly openSocket: () => Socket;
  /** Called once per socket, as soon as it is open. */
  readonly hello: () => ClientFrame;
  readonly onStatus: (status: ConnectionStatus) => void;
  readonly onFrame: (frame: ServerFrame) => void;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A connection that lasted this long counts as a success, so that the next failure begins with attempt 1. */
const STABLE_AFTER_MS = 5_000;
const MAX_BUFFERED_BYTES = 1_048_576;
const ABNORMAL = 1006;
const nothing: Cancel = () => undefined;

/**
 * One socket at a time, kept open: connects, greets, listens for silence, and comes back after a loss.
 * The life cycle is `status`; every timer belongs to the current state and is cancelled when it is left.
 */
export class Connection {
  private status: ConnectionStatus = { state: 'idle' };
  private socket: Socket | undefined;
  private attempt = 0;
  private notBefore = 0;
  private announced = false;
  private lastHeard = 0;
  private heartbeat = { clientPingAfterMs: 25_000, clientPingTimeoutMs: 3_000 };
  private pings = 0;
  private cancelTimer: Cancel = nothing;
  private cancelStable: Cancel = nothing;
  private cancelSilence: Cancel = nothing;
  private cancelPong: Cancel = nothing;
  private readonly options: ConnectionOptions;

  constructor(options: ConnectionOptions) {
    this.options = options;
  }

  start(): void {
    if (this.status.state === 'idle') this.connect();
  }

  /** The user asked: no delay is honoured. */
  connectNow(): void {
    if (this.status.state === 'waiting' || this.status.state === 'stopped') this.connect();
  }

  /** The network or the page came back: try at once, or find out whether the socket is still alive. */
  wake(): void {
    if (this.status.state === 'open') this.probe();
    if (this.status.state !== 'waiting') return;
    const delayMs = this.notBefore - this.options.scheduler.now();
    if (delayMs <= 0) this.connect();
    else this.waitFor(delayMs);
  }

  /** The server has said when there may be room: asking before is of no use. */
  waitAtLeast(delayMs: number): void {
    const { scheduler } = this.options;
    const until = scheduler.now() + delayMs;
    if (this.status.state !== 'waiting' || this.status.retryAt >= until) return;
    this.notBefore = until;
    this.waitFor(delayMs + backoffMs(reconnectPolicy, 1, scheduler));
  }

  /** False when there is no connection: the caller keeps what it wanted to send. */
  send(frame: ClientFrame): boolean {
    if (this.status.state !== 'open' || this.socket === undefined) return false;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.lose(ABNORMAL);
      return false;
    }
    this.socket.send(encodeFrame(frame));
    return true;
  }

  /** Gives up this socket and comes back like after a lost network. */
  drop(): void {
    if (this.status.state === 'open' || this.status.state === 'connecting') this.lose(ABNORMAL);
  }

  /** Until `connectNow`. */
  stop(reason: StopReason): void {
    this.detach();
    this.attempt = 0;
    this.become({ state: 'stopped', reason });
  }

  private connect(): void {
    this.detach();
    this.attempt += 1;
    this.become({ state: 'connecting', attempt: this.attempt, announced: this.announced });
    this.cancelTimer = this.options.scheduler.after(CONNECT_TIMEOUT_MS, () => {
      this.lose(ABNORMAL);
    });
    let socket: Socket;
    try {
      socket = this.options.openSocket();
    } catch {
      this.lose(ABNORMAL);
      return;
    }
    this.socket = socket;
    socket.onopen = () => {
      socket.send(encodeFrame(this.options.hello()));
    };
    socket.onmessage = (event) => {
      this.receive(event.data);
    };
    socket.onclose = (event) => {
      this.lose(event.code);
    };
  }

  private receive(data: unknown): void {
    this.lastHeard = this.options.scheduler.now();
    this.cancelPong();
    this.cancelPong = nothing;
    const frame = parse(data);
    if (frame === undefined) return;
    if (frame.type === 'welcome') this.welcomed(frame);
    if (frame.type === 'bye') {
      this.announced = true;
      this.notBefore = this.options.scheduler.now() + (frame.reconnectAfterMs ?? 0);
    }
    this.options.onFrame(frame);
  }

  private welcomed(frame: ServerFrameOf<'welcome'>): void {
    this.cancelTimer();
    this.heartbeat = frame.heartbeat;
    this.announced = false;
    this.become({ state: 'open' });
    this.cancelStable = this.options.scheduler.after(STABLE_AFTER_MS, () => {
      this.attempt = 0;
    });
    this.listenForSilence(this.heartbeat.clientPingAfterMs);
  }

  private listenForSilence(delayMs: number): void {
    this.cancelSilence = this.options.scheduler.after(delayMs, () => {
      const silentMs = this.options.scheduler.now() - this.lastHeard;
      const remainingMs = this.heartbeat.clientPingAfterMs - silentMs;
      if (remainingMs > 0) {
        this.listenForSilence(remainingMs);
        return;
      }
      this.probe();
      this.listenForSilence(this.heartbeat.clientPingAfterMs);
    });
  }

  private probe(): void {
    if (this.cancelPong !== nothing) return;
    this.pings += 1;
    if (!this.send({ type: 'ping', ref: `ping-${String(this.pings)}` })) return;
    this.cancelPong = this.options.scheduler.after(this.heartbeat.clientPingTimeoutMs, () => {
      this.lose(ABNORMAL);
    });
  }

  private lose(code: number): void {
    this.detach();
    const action = actionAfterClose(code, this.announced);
    this.announced ||= announces(code);
    if (action.kind === 'stop') {
      this.attempt = 0;
      this.become({ state: 'stopped', reason: action.reason });
      return;
    }
    const now = this.options.scheduler.now();
    this.notBefore = Math.max(this.notBefore, now + action.minimumMs);
    const backoff = backoffMs(reconnectPolicy, this.attempt + 1, this.options.scheduler);
    // Not all pages at once, also when all were told the same time.
    this.waitFor(this.notBefore - now + backoff);
  }

  private waitFor(delayMs: number): void {
    this.cancelTimer();
    const retryAt = this.options.scheduler.now() + delayMs;
    this.become({ state: 'waiting', attempt: this.attempt + 1, retryAt, announced: this.announced });
    this.cancelTimer = this.options.scheduler.after(delayMs, () => {
      this.connect();
    });
  }

  private detach(): void {
    for (const cancel of [this.cancelTimer, this.cancelStable, this.cancelSilence, this.cancelPong]) cancel();
    this.cancelPong = nothing;
    const socket = this.socket;
    this.socket = undefined;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private become(status: ConnectionStatus): void {
    this.status = status;
    this.options.onStatus(status);
  }
}

/** What cannot be read is skipped: a missing events frame shows as a gap and is asked for again. */
function parse(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    return decodeServerFrame(data);
  } catch {
    return undefined;
  }
}
