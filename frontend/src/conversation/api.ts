import {
  conversationsAnswer,
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
import {
  conversationSummary,
  type ConversationOptions,
  type ConversationSummary,
  type Model,
  type Rating,
  type User,
} from '../protocol/vocabulary';
import { allowImagesFrom } from './imageHosts';
import type { Rest } from './rest';

export interface PageRequest {
  /** Where the page before ended. */
  readonly before?: string | undefined;
  readonly archived?: boolean;
}

export interface ConversationChange {
  readonly title?: string;
  readonly pinned?: boolean;
  readonly archived?: boolean;
  readonly model?: string;
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
  /** Whether a socket would be let in: refused as its handshake would be. */
  askForRoom(): Promise<void>;
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

const IMPORT_TIMEOUT_MS = 120_000;

export function createApi({ baseUri, call, ask }: Rest): Api {
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
    async session() {
      const answer = await ask('api/session', sessionAnswer);
      allowImagesFrom(answer.images ?? []);
      return answer.user;
    },
    async askForRoom() {
      await call('api/session?room=true', {});
    },
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
