import type { Rating } from '../protocol/vocabulary';
import type { ConversationKey, Draft, OutboxEntry } from '../realtime/outbox';
import type { Command, Realtime } from '../realtime/realtime';
import type { Api } from './api';
import type { BranchShelf } from './branchShelf';
import { isLocal, localKey } from './keys';
import { runningMessage, type Conversation, type Message } from './model';
import type { PageState } from './pageState';
import { parentKey, visiblePath, type BranchChoices } from './path';
import { problemOf } from './problems';
import type { Settings } from './settings';
import { currentModel, currentOptions, pendingFor } from './state';

interface MessagesOptions {
  readonly page: PageState;
  readonly realtime: Realtime;
  readonly api: Api;
  readonly branches: BranchShelf;
  readonly settings: Settings;
  readonly newId: () => string;
}

/** What a user does with messages: send, edit, stop, ask again, rate, and walk between branches. */
export class Messages {
  private readonly page: PageState;
  private readonly realtime: Realtime;
  private readonly options: MessagesOptions;

  constructor(options: MessagesOptions) {
    this.options = options;
    this.page = options.page;
    this.realtime = options.realtime;
  }

  /** False when nothing was taken over: the text stays in the composer. */
  send(text: string): boolean {
    const { openKey, newOptions } = this.page.get();
    const id = this.options.newId();
    const key = openKey ?? localKey(id);
    const isNew = isLocal(key);
    const begins = openKey === undefined;
    const taken = this.put({
      clientMessageId: id,
      conversation: key,
      isNew,
      text,
      parentId: this.lastMessageId(key),
      conversationOptions: begins && Object.keys(newOptions).length > 0 ? newOptions : undefined,
    });
    if (taken) this.page.set({ openKey: key });
    if (taken && begins) this.options.settings.keepForNew({});
    this.page.show();
    return taken;
  }

  /** Sends another version of a message of the user's, beside it: the original stays. */
  edit(messageId: string, text: string): boolean {
    const found = this.find(messageId);
    if (found === undefined) return false;
    const taken = this.put({
      clientMessageId: this.options.newId(),
      conversation: found.conversation.id,
      isNew: false,
      text,
      parentId: found.message.parentId ?? null,
      branches: true,
    });
    this.page.show();
    return taken;
  }

  /** Stops the running answer of the open conversation; what was not sent yet comes back as text. */
  stop(): string | undefined {
    const { openKey } = this.page.get();
    if (openKey === undefined) return undefined;
    const entry = pendingFor(this.page.get(), openKey).at(-1);
    if (entry !== undefined && entry.delivery.state !== 'accepted') {
      return this.withdraw(entry.clientMessageId);
    }
    const generationId = this.runningGeneration(openKey);
    if (generationId !== undefined) void this.stopGeneration(generationId);
    return undefined;
  }

  async stopGeneration(generationId: string): Promise<void> {
    this.page.show({ stopping: { ...this.page.get().stopping, [generationId]: true } });
    const outcome = await this.realtime.request({ type: 'stop', generationId });
    if (outcome.kind === 'done') return;
    const stopping = Object.entries(this.page.get().stopping).filter(([id]) => id !== generationId);
    this.page.set({ stopping: Object.fromEntries(stopping) });
    if (outcome.kind === 'refused') {
      this.page.tell(outcome.problem, () => void this.stopGeneration(generationId));
    }
  }

  /** @param model without one, the model that is chosen now */
  regenerate(messageId: string, model = currentModel(this.page.get())?.id): Promise<void> {
    return this.ask({ type: 'regenerate', messageId, ...(model === undefined ? {} : { model }) });
  }

  continueAnswer(messageId: string): Promise<void> {
    return this.ask({ type: 'continue', messageId });
  }

  resend(clientMessageId: string): void {
    this.realtime.outbox.retry(clientMessageId);
    this.page.show();
  }

  withdraw(clientMessageId: string): string | undefined {
    const entry = this.realtime.outbox.withdraw(clientMessageId);
    if (entry !== undefined) this.leaveIfEmpty(entry.conversation);
    if (entry?.conversationOptions !== undefined) {
      this.options.settings.keepForNew(entry.conversationOptions);
    }
    this.page.show();
    return entry?.text;
  }

  /** The same thumb again takes the rating back. */
  async rate(messageId: string, rating: Rating): Promise<void> {
    const given = this.find(messageId)?.message.rating === rating ? null : rating;
    try {
      await this.options.api.rate(messageId, given);
      const found = this.find(messageId);
      if (found === undefined) return;
      const { conversation, message } = found;
      const messages = new Map(conversation.messages);
      messages.set(messageId, { ...message, rating: given ?? undefined });
      const { conversations } = this.page.get();
      this.page.show({
        conversations: { ...conversations, [conversation.id]: { ...conversation, messages } },
      });
    } catch (error) {
      this.page.tell(problemOf(error), () => void this.rate(messageId, rating));
    }
  }

  chooseBranch(messageId: string): void {
    const found = this.find(messageId);
    if (found === undefined) return;
    this.choose(found.conversation.id, { [parentKey(found.conversation, found.message)]: messageId });
    this.page.show();
  }

  /** The end of the path that is shown; undefined for a conversation that is not here. */
  leafOf(conversationId: string): string | undefined {
    const { conversations, branches } = this.page.get();
    const conversation = conversations[conversationId];
    if (conversation === undefined) return undefined;
    return visiblePath(conversation, branches[conversationId] ?? {}).at(-1)?.message.id;
  }

  // What the conversation says.

  arrived(conversation: Conversation): void {
    for (const entry of pendingFor(this.page.get(), conversation.id)) {
      const arrived = messageOf(conversation, entry);
      if (arrived === undefined) continue;
      const answer = conversation.order.find((id) => conversation.messages.get(id)?.parentId === arrived.id);
      if (answer !== undefined || entry.delivery.state === 'accepted') {
        this.realtime.outbox.settle(entry.clientMessageId, answer);
      }
    }
  }

  /** Where a new branch begins, it is the one to see. */
  forgetChoices(conversation: Conversation, created: readonly string[]): void {
    const choices = this.page.get().branches[conversation.id];
    if (choices === undefined || created.length === 0) return;
    const parents = new Set(
      created.flatMap((id) => {
        const message = conversation.messages.get(id);
        return message === undefined ? [] : [parentKey(conversation, message)];
      }),
    );
    const kept = Object.entries(choices).filter(([parent]) => !parents.has(parent));
    if (kept.length < Object.keys(choices).length) this.keep(conversation.id, Object.fromEntries(kept));
  }

  /** A conversation that only ever was on its way here ends with its last message. */
  leaveIfEmpty(key: ConversationKey | undefined): void {
    if (key === undefined || !isLocal(key) || key !== this.page.get().openKey) return;
    if (pendingFor(this.page.get(), key).length === 0) this.page.set({ openKey: undefined });
  }

  // How it is done.

  private put(draft: Draft): boolean {
    const state = this.page.get();
    const text = draft.text.trim();
    if (text === '' || text.length > state.maxTextChars) return false;
    const model = currentModel(state);
    const asksToThink =
      model?.capabilities.thinking === true && currentOptions(state)?.thinking === undefined;
    const taken = this.realtime.outbox.add({
      ...draft,
      text,
      model: model?.id,
      options: asksToThink ? { thinking: state.thinking } : undefined,
    });
    if (taken) this.page.set({ problem: undefined, again: undefined });
    return taken;
  }

  private async ask(command: Command): Promise<void> {
    this.page.set({ problem: undefined, again: undefined });
    const outcome = await this.realtime.request(command);
    if (outcome.kind === 'refused') this.page.tell(outcome.problem, () => void this.ask(command));
  }

  private find(messageId: string): { conversation: Conversation; message: Message } | undefined {
    const { openKey, conversations } = this.page.get();
    const conversation = openKey === undefined ? undefined : conversations[openKey];
    const message = conversation?.messages.get(messageId);
    return conversation === undefined || message === undefined ? undefined : { conversation, message };
  }

  private lastMessageId(key: ConversationKey): string | undefined {
    const delivery = pendingFor(this.page.get(), key).at(-1)?.delivery;
    if (delivery?.state === 'accepted' && delivery.messageId !== undefined) return delivery.messageId;
    return this.leafOf(key);
  }

  private runningGeneration(key: ConversationKey): string | undefined {
    const conversation = this.page.get().conversations[key];
    const running = conversation === undefined ? undefined : runningMessage(conversation);
    if (running?.generationId !== undefined) return running.generationId;
    const delivery = pendingFor(this.page.get(), key).at(-1)?.delivery;
    return delivery?.state === 'accepted' ? delivery.generationId : undefined;
  }

  private choose(conversationId: string, choices: BranchChoices): void {
    this.keep(conversationId, { ...this.page.get().branches[conversationId], ...choices });
  }

  private keep(conversationId: string, choices: BranchChoices): void {
    this.page.set({ branches: { ...this.page.get().branches, [conversationId]: choices } });
    this.options.branches.keep(conversationId, choices);
  }
}

function messageOf(conversation: Conversation, entry: OutboxEntry): Message | undefined {
  for (const message of conversation.messages.values()) {
    if (message.clientMessageId === entry.clientMessageId) return message;
  }
  return undefined;
}
