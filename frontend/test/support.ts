import type { Api } from '../src/conversation/api';
import { Chat, type ChatOptions } from '../src/conversation/chat';
import { RefusedError } from '../src/conversation/problems';
import type { Request, Rest } from '../src/conversation/rest';
import type { SignInApi } from '../src/conversation/signInApi';
import { textStore, type TextStore } from '../src/conversation/storage';
import type { ClientFrame, ServerFrame } from '../src/protocol/frames';
import { decodeClientFrame, encodeFrame } from '../src/protocol/frames';
import type { Problem } from '../src/protocol/vocabulary';
import type { Socket } from '../src/realtime/connection';
import type { Scheduler } from '../src/realtime/scheduler';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Time that passes only when a test says so; chance that a test decides. */
export class ManualScheduler implements Scheduler {
  chance = 0.5;
  private time = 1_000_000;
  private tasks: readonly Task[] = [];

  now(): number {
    return this.time;
  }

  after(delayMs: number, run: () => void): () => void {
    const task = { at: this.time + delayMs, run };
    this.tasks = [...this.tasks, task];
    return () => {
      this.tasks = this.tasks.filter((other) => other !== task);
    };
  }

  random(): number {
    return this.chance;
  }

  advance(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = [...this.tasks].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.tasks = this.tasks.filter((task) => task !== next);
      this.time = next.at;
      next.run();
    }
    this.time = end;
  }

  pending(): number {
    return this.tasks.length;
  }
}

export class FakeSocket implements Socket {
  bufferedAmount = 0;
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number }) => void) | null = null;
  readonly sent: ClientFrame[] = [];

  send(data: string): void {
    const frame = decodeClientFrame(data);
    if (frame === undefined) throw new Error(`not a client frame: ${data}`);
    this.sent.push(frame);
  }

  close(): void {
    this.closed = true;
  }

  receive(frame: ServerFrame): void {
    this.onmessage?.({ data: encodeFrame(frame) });
  }

  lost(code: number): void {
    this.onclose?.({ code });
  }

  last<K extends ClientFrame['type']>(type: K): Extract<ClientFrame, { type: K }> {
    const found = this.sent.filter((frame) => frame.type === type).at(-1);
    if (found === undefined) throw new Error(`no ${type} was sent`);
    return found as Extract<ClientFrame, { type: K }>;
  }

  count(type: ClientFrame['type']): number {
    return this.sent.filter((frame) => frame.type === type).length;
  }

  /** Opens the socket and answers its hello. */
  welcome(): void {
    this.onopen?.();
    this.receive(welcomeFrame);
  }
}

/** Hands out a new fake socket for every connection. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly open = (): Socket => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };

  get current(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }
}

export const welcomeFrame = {
  type: 'welcome',
  ref: '1',
  user: { id: 'u', name: 'Guest', guest: true },
  limits: { maxTextChars: 100 },
  models: [
    {
      id: 'demo-chat',
      label: 'Demo',
      provider: 'demo',
      demo: true,
      isDefault: true,
      capabilities: { partial: true },
    },
  ],
  heartbeat: { clientPingAfterMs: 25_000, clientPingTimeoutMs: 3_000 },
} as const satisfies ServerFrame;

export function problem(code: string, retryable = false, retryAfterMs?: number): Problem {
  return {
    code,
    category: retryable ? 'temporary' : 'validation',
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    message: { en: `English ${code}`, 'zh-CN': `中文 ${code}` },
    traceId: 'trace-1',
  };
}

/** A server whose REST interface knows nothing and refuses nothing; a test replaces what it is about. */
export function fakeApi(change: Partial<Api> = {}): Api {
  const summary = (id: string) => ({ id, createdAt: 1, updatedAt: 1 });
  return {
    conversations: () => Promise.resolve({ conversations: [] }),
    models: () => Promise.resolve([]),
    session: () => Promise.resolve({ id: 'u', name: 'Guest' }),
    askForRoom: () => Promise.resolve(),
    change: (id, { title, pinned, archived }) => Promise.resolve({ ...summary(id), title, pinned, archived }),
    remove: () => Promise.resolve(),
    restore: (id) => Promise.resolve(summary(id)),
    search: () => Promise.resolve([]),
    importJson: () => Promise.resolve([]),
    exportUri: (of) => `http://localhost/api/${of === undefined ? 'export' : `${of.id}.${of.format}`}`,
    rate: () => Promise.resolve(),
    shares: () => Promise.resolve([]),
    share: () => Promise.resolve({ id: 's1', token: 'token-1', createdAt: 1 }),
    revoke: () => Promise.resolve(),
    shared: () => Promise.resolve({ sharedAt: 1, messages: [] }),
    ...change,
  };
}

/** A chat whose time stands still and whose server says nothing; its keys are counted from key-1. */
export function fakeChat(change: Partial<ChatOptions> = {}): Chat {
  let ids = 0;
  return new Chat({
    scheduler: new ManualScheduler(),
    frames: (task) => {
      queueMicrotask(task);
      return () => undefined;
    },
    openSocket: new FakeNetwork().open,
    api: fakeApi(),
    newId: () => {
      ids += 1;
      return `key-${String(ids)}`;
    },
    lasting: textStore(() => localStorage),
    announce: () => undefined,
    clientVersion: '0.0.0',
    ...change,
  });
}

export function memoryStore(): TextStore {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
    },
    keys: () => [...values.keys()],
  };
}

/** Modal dialogs, as far as jsdom lacks them: open, close, and the event of that. */
export function installDialogs(): void {
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    if (!this.open) return;
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
}

/** A server with accounts that lets everybody in as they say. */
export function fakeSignIn(change: Partial<SignInApi> = {}): SignInApi {
  const session = { user: { id: 'ada', name: 'Ada', role: 'user' }, mode: 'local' } as const;
  return {
    ways: () => Promise.resolve({ mode: 'local', registration: 'invited' }),
    session: () => Promise.resolve(session),
    signIn: () => Promise.resolve(session),
    signOut: () => Promise.resolve({}),
    acceptTerms: () => Promise.resolve(),
    register: () => Promise.resolve(session),
    openInvitation: () => Promise.resolve({ kind: 'invitation', role: 'user' }),
    acceptInvitation: () => Promise.resolve(session),
    providerUri: (path, hash) => `http://localhost/${path}?return=${encodeURIComponent(hash)}`,
    ...change,
  };
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A server of which a test says what it answers, by method and path; what is not said is not found. */
export function fakeRest(answers: Readonly<Record<string, (body: unknown) => unknown>>) {
  const asked: Asked[] = [];
  const answer = (path: string, { method = 'GET', body }: Request): Promise<unknown> => {
    const sent: unknown = body === undefined ? undefined : JSON.parse(body);
    asked.push({ method, path, body: sent });
    const found = answers[`${method} ${path}`];
    if (found === undefined) return Promise.reject(new RefusedError(problem('not-found')));
    try {
      return Promise.resolve(found(sent));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error('refused'));
    }
  };
  const rest: Rest = {
    baseUri: 'http://localhost/parley/',
    call: async (path, request) => new Response(JSON.stringify((await answer(path, request)) ?? null)),
    ask: async (path, decode, request = {}) => decode(await answer(path, request), path),
  };
  return { rest, asked };
}

/** What a hostile user may call anything. */
export const HOSTILE = '<img src=x onerror=alert(1)>"\'`javascript:alert(1)';
