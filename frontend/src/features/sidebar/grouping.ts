import type { ConversationSummary } from '../../protocol/vocabulary';

export type GroupName = 'pinned' | 'today' | 'yesterday' | 'last7Days' | 'last30Days' | 'older';

export interface Group {
  readonly name: GroupName;
  readonly conversations: readonly ConversationSummary[];
}

const dates: readonly GroupName[] = ['today', 'yesterday', 'last7Days', 'last30Days', 'older'];

/** What is pinned first, then by calendar days of the reader's time zone; empty groups are left out. */
export function groupByDate(list: readonly ConversationSummary[], now: Date): readonly Group[] {
  const daysAgo = (days: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).getTime();
  const begins = [daysAgo(0), daysAgo(1), daysAgo(7), daysAgo(30), Number.NEGATIVE_INFINITY];
  const pinned: ConversationSummary[] = [];
  const groups = dates.map((name) => ({ name, conversations: [] as ConversationSummary[] }));
  for (const conversation of list) {
    const index = begins.findIndex((begin) => conversation.updatedAt >= begin);
    (conversation.pinned === true ? pinned : groups[index]?.conversations)?.push(conversation);
  }
  return [{ name: 'pinned' as const, conversations: pinned }, ...groups].filter(
    (group) => group.conversations.length > 0,
  );
}
