import type { ConversationKey } from '../realtime/outbox';

const LOCAL_PREFIX = 'new:';

/** The name of a conversation that the server does not know yet. */
export function localKey(id: string): ConversationKey {
  return `${LOCAL_PREFIX}${id}`;
}

export function isLocal(key: ConversationKey): boolean {
  return key.startsWith(LOCAL_PREFIX);
}
