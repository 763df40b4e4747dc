import type { ConversationSummary } from '../protocol/vocabulary';
import { runningMessage, type Conversation } from './model';

type Summaries = readonly ConversationSummary[];

/** Brings the list in line with a conversation that is followed live; newest first. */
export function withConversation(list: Summaries, conversation: Conversation, updatedAt: number): Summaries {
  const generating = runningMessage(conversation) !== undefined;
  const known = list.find((summary) => summary.id === conversation.id);
  const summary: ConversationSummary = {
    id: conversation.id,
    title: conversation.title === '' ? known?.title : conversation.title,
    model: conversation.model,
    createdAt: conversation.createdAt,
    updatedAt: Math.max(updatedAt, known?.updatedAt ?? 0),
    generating,
  };
  if (known !== undefined && same(known, summary)) return list;
  return [summary, ...list.filter((other) => other.id !== conversation.id)].sort(
    (a, b) => b.updatedAt - a.updatedAt,
  );
}

function same(a: ConversationSummary, b: ConversationSummary): boolean {
  return a.title === b.title && a.updatedAt === b.updatedAt && (a.generating ?? false) === b.generating;
}

/** Conversations that ended their answer between two looks at the list. */
export function finishedSince(before: Summaries, now: Summaries): readonly string[] {
  const running = new Set(before.filter((summary) => summary.generating).map((summary) => summary.id));
  return now.filter((summary) => running.has(summary.id) && !summary.generating).map(({ id }) => id);
}
