import type { OutboxEntry } from '../realtime/outbox';
import type { Conversation, Message } from './model';

/** Per parent id ('' for the first messages) the branch that the reader chose. */
export type BranchChoices = Readonly<Record<string, string>>;

export interface PathStep {
  readonly message: Message;
  readonly siblings: readonly string[];
  /** Position of the message among its siblings, from 0. */
  readonly index: number;
}

/** From the first message to a leaf: at every fork the chosen branch, else the one with the newest leaf. */
export function visiblePath(conversation: Conversation, choices: BranchChoices): readonly PathStep[] {
  const { children, towardsNewest } = treeOf(conversation);
  const steps: PathStep[] = [];
  let siblings = children.get('');
  while (siblings !== undefined) {
    const parent = steps.at(-1)?.message.id ?? '';
    const chosen = choices[parent];
    const id =
      siblings.find((sibling) => sibling === chosen) ??
      siblings.find((sibling) => towardsNewest.has(sibling)) ??
      siblings.at(-1);
    const message = id === undefined ? undefined : conversation.messages.get(id);
    if (message === undefined) break;
    steps.push({ message, siblings, index: siblings.indexOf(message.id) });
    siblings = children.get(message.id);
  }
  return steps;
}

/** The path as it will be: a message that is edited ends it there until its new version has arrived. */
export function pathBefore(path: readonly PathStep[], pending: readonly OutboxEntry[]): readonly PathStep[] {
  const edit = pending.find((entry) => entry.branches === true);
  if (edit === undefined) return path;
  const parent = path.findIndex(({ message }) => message.id === edit.parentId);
  return edit.parentId === null || parent >= 0 ? path.slice(0, parent + 1) : path;
}

export function parentKey(conversation: Conversation, message: Message): string {
  const { parentId } = message;
  return parentId !== undefined && conversation.messages.has(parentId) ? parentId : '';
}

interface Tree {
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly towardsNewest: ReadonlySet<string>;
}

/** A message never changes its parent, so the tree is as long-lived as the list of ids. */
const trees = new WeakMap<readonly string[], Tree>();

function treeOf(conversation: Conversation): Tree {
  const known = trees.get(conversation.order);
  if (known !== undefined) return known;
  const tree = {
    children: childrenByParent(conversation),
    towardsNewest: ancestorsOfNewest(conversation),
  };
  trees.set(conversation.order, tree);
  return tree;
}

function childrenByParent(conversation: Conversation): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>();
  for (const id of conversation.order) {
    const message = conversation.messages.get(id);
    if (message === undefined) continue;
    const parent = parentKey(conversation, message);
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [id]);
    else siblings.push(id);
  }
  return children;
}

function ancestorsOfNewest(conversation: Conversation): ReadonlySet<string> {
  const found = new Set<string>();
  let id = conversation.order.at(-1);
  while (id !== undefined && !found.has(id)) {
    found.add(id);
    id = conversation.messages.get(id)?.parentId;
  }
  return found;
}

export function lastOwnMessage(conversation: Conversation, choices: BranchChoices): Message | undefined {
  return visiblePath(conversation, choices)
    .map(({ message }) => message)
    .filter((message) => message.role === 'user')
    .at(-1);
}
