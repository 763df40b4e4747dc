import type { ConversationOptions, MessageState, Rating, Usage } from '../protocol/vocabulary';
import type { ToldProblem } from '../realtime/told';

export interface RetryNotice {
  readonly attempt: number;
  readonly of: number;
  readonly code: string;
  /** On this browser's clock. */
  readonly retryAt: number;
}

export interface Message {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly reasoning: string;
  readonly state: MessageState;
  readonly createdAt: number;
  /** The one that answers. */
  readonly model?: string | undefined;
  /** The one that was asked for, where another one answers in its place, and why. */
  readonly fallbackFrom?: string | undefined;
  readonly fallbackCode?: string | undefined;
  readonly clientMessageId?: string | undefined;
  readonly generationId?: string | undefined;
  readonly traceId?: string | undefined;
  readonly finishReason?: string | undefined;
  readonly usage?: Usage | undefined;
  readonly rating?: Rating | undefined;
  readonly error?: ToldProblem | undefined;
  readonly retry?: RetryNotice | undefined;
  /** On the server's clock, for reasoning that is seen live. */
  readonly reasoningFrom?: number | undefined;
  readonly reasoningMs?: number | undefined;
  /** From the start of the answer to its first text or thought, and to its end. */
  readonly firstTokenMs?: number | undefined;
  readonly durationMs?: number | undefined;
}

/** What a browser shows of a conversation: a pure function of its events. */
export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly model?: string | undefined;
  readonly createdAt: number;
  readonly pinned?: boolean | undefined;
  readonly archived?: boolean | undefined;
  readonly options?: ConversationOptions | undefined;
  readonly messages: ReadonlyMap<string, Message>;
  /** Ids in the order of their creation; for every parent the last one is the newest branch. */
  readonly order: readonly string[];
}

export function isRunning(message: Message): boolean {
  return (
    message.state === 'queued' ||
    message.state === 'connecting' ||
    message.state === 'streaming' ||
    message.state === 'retrying'
  );
}

export function runningMessage(conversation: Conversation): Message | undefined {
  for (let index = conversation.order.length - 1; index >= 0; index -= 1) {
    const message = conversation.messages.get(conversation.order[index] ?? '');
    if (message !== undefined && isRunning(message)) return message;
  }
  return undefined;
}
