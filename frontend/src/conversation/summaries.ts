import type { ConversationsAnswer } from '../protocol/rest';
import type { ConversationSummary } from '../protocol/vocabulary';
import { runningMessage, type Conversation } from './model';

type Summaries = readonly ConversationSummary[];

/** As the server orders them: pinned first, then what changed last. */
function compare(a: ConversationSummary, b: ConversationSummary): number {
  const pinned = Number(b.pinned ?? false) - Number(a.pinned ?? false);
  return pinned !== 0 ? pinned : b.updatedAt - a.updatedAt;
}

export function withSummary(list: Summaries, summary: ConversationSummary): Summaries {
  return [summary, ...without(list, summary.id)].sort(compare);
}

export function without(list: Summaries, id: string): Summaries {
  return list.some((summary) => summary.id === id) ? list.filter((summary) => summary.id !== id) : list;
}

/** What follows the first page stays as it was loaded; what the page should hold and does not is gone. */
export function withFirstPage(list: Summaries, { conversations, next }: ConversationsAnswer): Summaries {
  const last = conversations.at(-1);
  if (next === undefined || last === undefined) return conversations;
  const listed = new Set(conversations.map(({ id }) => id));
  return [...conversations, ...list.filter((other) => !listed.has(other.id) && compare(last, other) < 0)];
}

export function withNextPage(list: Summaries, page: Summaries): Summaries {
  const known = new Set(list.map(({ id }) => id));
  return [...list, ...page.filter(({ id }) => !known.has(id))].sort(compare);
}

/** Brings the list in line with a conversation that is followed live. */
export function withConversation(list: Summaries, conversation: Conversation, updatedAt: number): Summaries {
  if (conversation.archived === true) return without(list, conversation.id);
  const generating = runningMessage(conversation) !== undefined;
  const known = list.find((summary) => summary.id === conversation.id);
  const summary: ConversationSummary = {
    id: conversation.id,
    title: conversation.title === '' ? known?.title : conversation.title,
    model: conversation.model,
    createdAt: conversation.createdAt,
    updatedAt: Math.max(updatedAt, known?.updatedAt ?? 0),
    generating,
    ...(conversation.pinned === true ? { pinned: true } : {}),
  };
  if (known !== undefined && same(known, summary)) return list;
  return withSummary(list, summary);
}

function same(a: ConversationSummary, b: ConversationSummary): boolean {
  return (
    a.title === b.title &&
    a.updatedAt === b.updatedAt &&
    (a.generating ?? false) === b.generating &&
    (a.pinned ?? false) === (b.pinned ?? false)
  );
}

export function answering(list: Summaries): readonly string[] {
  return list.filter((summary) => summary.generating).map(({ id }) => id);
}

/** Conversations that ended their answer since these were the ones that were answering. */
export function finishedSince(before: readonly string[], now: Summaries): readonly string[] {
  const running = new Set(before);
  return now.filter((summary) => running.has(summary.id) && !summary.generating).map(({ id }) => id);
}
