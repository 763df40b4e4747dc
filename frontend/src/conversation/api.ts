import {
  conversationsAnswer,
  errorAnswer,
  importAnswer,
  modelsAnswer,
  searchAnswer,
  sessionAnswer,
  share,
  sharedConversation,
  sharesAnswer,
  type ConversationsAnswer,
  type SearchHit,
  type Share,
  type SharedConversation,
} from '../protocol/rest';
import type { Decoder } from '../protocol/schema';
import {
  conversationSummary,
  type ConversationOptions,
  type ConversationSummary,
  type Model,
  type Problem,
  type Rating,
  type User,
} from '../protocol/vocabulary';
import { notUnderstood, RefusedError, unreachable } from './problems';

export interface PageRequest {
  /** Where the page before ended. */
  readonly before?: string | undefined;
  readonly archived?: boolean;
}

export interface ConversationChange {
  readonly title?: string;
  readonly pinned?: boolean;
  readonly archived?: boolean;
  /** In place of all options there were. */
  readonly options?: ConversationOptions;
}

export interface NewShare {
  readonly leafId?: string | undefined;
  /** Null: for ever. */
  readonly expiresInMs: number | null;
}

export interface ExportRequest {
  readonly id: string;
  readonly format: 'json' | 'markdown';
  /** The end of the path that is written as Markdown. */
  readonly leafId?: string | undefined;
}

/** Whatever fails is a RefusedError, which says why in words. */
export interface Api {
  conversations(page?: PageRequest): Promise<ConversationsAnswer>;
  models(): Promise<readonly Model[]>;
  /** Also keeps the HTTP session alive. */
  session(): Promise<User>;
  change(id: string, change: ConversationChange): Promise<ConversationSummary>;
  remove(id: string): Promise<void>;
  restore(id: string): Promise<ConversationSummary>;
  search(text: string, signal: AbortSignal): Promise<readonly SearchHit[]>;
  importJson(json: string): Promise<readonly ConversationSummary[]>;
  /** Where a browser fetches the file; without a conversation all of them. */
  exportUri(of?: ExportRequest): string;
  rate(messageId: string, rating: Rating | null): Promise<void>;
  shares(conversationId: string): Promise<readonly Share[]>;
  share(conversationId: string, request: NewShare): Promise<Share>;
  revoke(shareId: string): Promise<void>;
  /** Asks as a stranger: no session is sent, none is begun. */
  shared(token: string): Promise<SharedConversation>;
}

interface Request {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly credentials?: RequestCredentials;
}

const TIMEOUT_MS = 10_000;
const IMPORT_TIMEOUT_MS = 120_000;

export function createApi(baseUri: string): Api {
  async function call(path: string, request: Request): Promise<Response> {
    const { method = 'GET', body, signal, timeoutMs = TIMEOUT_MS, credentials = 'same-origin' } = request;
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetch(new URL(path, baseUri), {
        method,
        headers: {
          accept: 'application/json',
          ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        },
        credentials,
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        ...(body === undefined ? {} : { body }),
      });
    } catch {
      throw new RefusedError(unreachable);
    }
    if (!response.ok) throw new RefusedError(await problemIn(response));
    return response;
  }
  async function ask<T>(path: string, decode: Decoder<T>, request: Request = {}): Promise<T> {
    const response = await call(path, request);
    try {
      return decode(await response.json(), path);
    } catch {
      throw new RefusedError(notUnderstood);
    }
  }
  const conversation = (id: string) => `api/conversations/${encodeURIComponent(id)}`;

  return {
    conversations({ before, archived = false } = {}) {
      const query = new URLSearchParams();
      if (before !== undefined) query.set('before', before);
      if (archived) query.set('archived', 'true');
      const asked = query.size === 0 ? '' : `?${query.toString()}`;
      return ask(`api/conversations${asked}`, conversationsAnswer);
    },
    models: async () => (await ask('api/models', modelsAnswer)).models,
    session: async () => (await ask('api/session', sessionAnswer)).user,
    change: (id, change) =>
      ask(conversation(id), conversationSummary, { method: 'PATCH', body: JSON.stringify(change) }),
    async remove(id) {
      await call(conversation(id), { method: 'DELETE' });
    },
    restore: (id) => ask(`${conversation(id)}/restore`, conversationSummary, { method: 'POST', body: '{}' }),
    async search(text, signal) {
      const query = new URLSearchParams({ q: text });
      return (await ask(`api/search?${query.toString()}`, searchAnswer, { signal })).hits;
    },
    async importJson(json) {
      const request = { method: 'POST', body: json, timeoutMs: IMPORT_TIMEOUT_MS } as const;
      return (await ask('api/conversations/import', importAnswer, request)).conversations;
    },
    exportUri(of) {
      if (of === undefined) return new URL('api/export', baseUri).href;
      const query = new URLSearchParams({ format: of.format });
      if (of.leafId !== undefined) query.set('leaf', of.leafId);
      return new URL(`${conversation(of.id)}/export?${query.toString()}`, baseUri).href;
    },
    async rate(messageId, rating) {
      const body = JSON.stringify({ rating });
      await call(`api/messages/${encodeURIComponent(messageId)}/rating`, { method: 'PUT', body });
    },
    shares: async (id) => (await ask(`${conversation(id)}/shares`, sharesAnswer)).shares,
    share: (id, request) =>
      ask(`${conversation(id)}/shares`, share, { method: 'POST', body: JSON.stringify(request) }),
    async revoke(shareId) {
      await call(`api/shares/${encodeURIComponent(shareId)}`, { method: 'DELETE' });
    },
    shared: (token) =>
      ask(`api/shared/${encodeURIComponent(token)}`, sharedConversation, { credentials: 'omit' }),
  };
}

/** A proxy's page is no answer of this server: then only the status is known. */
async function problemIn(response: Response): Promise<Problem> {
  try {
    return errorAnswer(await response.json(), 'error').error;
  } catch {
    return response.status >= 500 ? unreachable : notUnderstood;
  }
}
