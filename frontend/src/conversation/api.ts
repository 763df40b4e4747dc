import { conversationsAnswer, modelsAnswer, sessionAnswer } from '../protocol/rest';
import type { Decoder } from '../protocol/schema';
import type { ConversationSummary, Model, User } from '../protocol/vocabulary';

export interface Api {
  conversations(): Promise<readonly ConversationSummary[]>;
  models(): Promise<readonly Model[]>;
  /** Also keeps the HTTP session alive. */
  session(): Promise<User>;
}

const TIMEOUT_MS = 10_000;

export function createApi(baseUri: string): Api {
  async function get<T>(path: string, decode: Decoder<T>): Promise<T> {
    const response = await fetch(new URL(path, baseUri), {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`${path}: HTTP ${String(response.status)}`);
    return decode(await response.json(), path);
  }
  return {
    conversations: async () => (await get('api/conversations', conversationsAnswer)).conversations,
    models: async () => (await get('api/models', modelsAnswer)).models,
    session: async () => (await get('api/session', sessionAnswer)).user,
  };
}
