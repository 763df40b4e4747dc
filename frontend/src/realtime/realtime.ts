import { shutsOut } from '../protocol/access';
import type { ConversationEvent } from '../protocol/events';
import type { ClientFrame, ServerFrame, ServerFrameOf } from '../protocol/frames';
import type { Problem, Snapshot } from '../protocol/vocabulary';
import { Connection, type ConnectionStatus, type Socket } from './connection';
import { Outbox, type OutboxEntry } from './outbox';
import { Requests, type Outcome } from './requests';
import type { Scheduler } from './scheduler';
import { Subscriptions } from './subscriptions';

export interface RealtimeListener {
  onStatus(status: ConnectionStatus): void;
  onWelcome(frame: ServerFrameOf<'welcome'>): void;
  onModels(frame: ServerFrameOf<'models'>): void;
  onSnapshot(conversationId: string, snapshot: Snapshot): void;
  onEvents(conversationId: string, events: readonly ConversationEvent[]): boolean;
  onGone(conversationId: string): void;
  /** The server cannot let it be followed right now; it is asked again at that time. Undefined when that is over. */
  onDelayed(conversationId: string, retryAt: number | undefined): void;
  onOutbox(entries: readonly OutboxEntry[]): void;
  onAccepted(entry: OutboxEntry, ack: ServerFrameOf<'ack'>): void;
  /** An error that answers nothing that was asked. */
  onProblem(problem: Problem): void;
}

export interface RealtimeOptions {
  readonly scheduler: Scheduler;
  readonly openSocket: () => Socket;
  readonly clientVersion: string;
  readonly listener: RealtimeListener;
}

type CommandFrame<F> = F extends ClientFrame ? Omit<F, 'ref'> : never;
export type Command = CommandFrame<Extract<ClientFrame, { type: 'stop' | 'regenerate' | 'continue' }>>;

/** One socket that serves all conversations: puts connection, subscriptions, outbox and requests together. */
export class Realtime {
  readonly connection: Connection;
  readonly subscriptions: Subscriptions;
  readonly outbox: Outbox;
  private readonly requests: Requests;
  private readonly listener: RealtimeListener;
  private refs = 0;
  private wasOpen = false;

  constructor({ scheduler, openSocket, clientVersion, listener }: RealtimeOptions) {
    this.listener = listener;
    this.connection = new Connection({
      scheduler,
      openSocket,
      hello: () => {
        const resume = this.subscriptions.resume();
        return { type: 'hello', ref: this.nextRef(), clientVersion, ...(resume.length > 0 && { resume }) };
      },
      onStatus: (status) => {
        this.statusChanged(status);
      },
      onFrame: (frame) => {
        this.received(frame);
      },
    });
    const send = (frame: ClientFrame) => this.connection.send(frame);
    this.subscriptions = new Subscriptions({
      scheduler,
      send,
      nextRef: () => this.nextRef(),
      onSnapshot: (id, snapshot) => {
        listener.onSnapshot(id, snapshot);
      },
      onEvents: (id, events) => listener.onEvents(id, events),
      onGone: (id) => {
        listener.onGone(id);
      },
      onDelayed: (id, retryAt) => {
        listener.onDelayed(id, retryAt);
      },
      onStuck: () => {
        this.connection.drop();
      },
    });
    this.outbox = new Outbox({
      scheduler,
      send,
      onChange: (entries) => {
        listener.onOutbox(entries);
      },
      onAccepted: (entry, ack) => {
        listener.onAccepted(entry, ack);
      },
    });
    this.requests = new Requests(scheduler, send);
  }

  request(command: Command): Promise<Outcome> {
    return this.requests.request({ ...command, ref: this.nextRef() });
  }

  private statusChanged(status: ConnectionStatus): void {
    if (this.wasOpen && status.state !== 'open') {
      this.subscriptions.disconnected();
      this.requests.disconnected();
      this.outbox.disconnected();
    }
    this.wasOpen = status.state === 'open';
    this.listener.onStatus(status);
  }

  private received(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        this.listener.onWelcome(frame);
        this.subscriptions.connected();
        this.outbox.flush();
        return;
      case 'ack':
        if (!this.outbox.acked(frame)) this.requests.acked(frame);
        return;
      case 'error':
        this.failed(frame);
        return;
      case 'subscribed':
        this.subscriptions.subscribed(frame);
        return;
      case 'events':
        this.subscriptions.events(frame);
        return;
      case 'models':
        this.listener.onModels(frame);
        return;
      case 'pong':
      case 'bye':
        return;
    }
  }

  private failed(frame: ServerFrameOf<'error'>): void {
    const answered =
      this.outbox.failed(frame.ref, frame.error) ||
      this.requests.failed(frame.ref, frame.error) ||
      this.subscriptions.failed(frame);
    if (!answered || shutsOut(frame.error.code)) this.listener.onProblem(frame.error);
  }

  private nextRef(): string {
    this.refs += 1;
    return String(this.refs);
  }
}
