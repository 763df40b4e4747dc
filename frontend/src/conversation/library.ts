import type { ConversationsAnswer } from '../protocol/rest';
import type { ConversationOptions, ConversationSummary } from '../protocol/vocabulary';
import type { Api, ConversationChange } from './api';
import type { Conversation } from './model';
import type { PageState } from './pageState';
import { fileTooLarge, problemOf, RefusedError } from './problems';
import {
  answering,
  finishedSince,
  without,
  withConversation,
  withFirstPage,
  withNextPage,
  withSummary,
} from './summaries';
import type { TextStore } from './storage';
import { UnreadShelf } from './unreadShelf';

interface LibraryOptions {
  readonly page: PageState;
  readonly api: Api;
  readonly lasting: TextStore;
  /** Tells other tabs that the list of conversations changed. */
  readonly announce: () => void;
  /** The list has changed: others may have to be followed. */
  readonly onListed: () => void;
}

export const MAX_TITLE_CHARS = 200;
const MAX_IMPORT_BYTES = 20 * 1024 * 1024;

/** The conversations a user has, and what keeps them in order: names, pins, archive, deleting and files. */
export class Library {
  private readonly page: PageState;
  private readonly options: LibraryOptions;
  private readonly unread: UnreadShelf;
  /** An answer to an earlier question is out of date. */
  private asked = 0;
  private answeringBefore: readonly string[] = [];

  constructor(options: LibraryOptions) {
    this.options = options;
    this.page = options.page;
    this.unread = new UnreadShelf(options.lasting);
  }

  // The list.

  async refresh(): Promise<void> {
    this.asked += 1;
    const asked = this.asked;
    try {
      const [current, archived] = await Promise.all([
        this.options.api.conversations(),
        this.page.get().archive === undefined
          ? undefined
          : this.options.api.conversations({ archived: true }),
      ]);
      if (asked !== this.asked) return;
      if (archived !== undefined) this.archiveArrived(archived);
      this.arrived(current);
    } catch {
      if (asked === this.asked) this.page.set({ listFailed: true });
    }
  }

  async openArchive(): Promise<void> {
    try {
      this.archiveArrived(await this.options.api.conversations({ archived: true }));
    } catch (error) {
      this.page.tell(problemOf(error), () => void this.openArchive());
    }
  }

  async more(of: 'current' | 'archived'): Promise<void> {
    const archived = of === 'archived';
    const { listNext, archiveNext, loadingMore } = this.page.get();
    const before = archived ? archiveNext : listNext;
    if (before === undefined || loadingMore) return;
    this.page.show({ loadingMore: true });
    try {
      const answer = await this.options.api.conversations({ before, archived });
      const { list, archive } = this.page.get();
      const known = (archived ? archive : list) ?? [];
      const longer = withNextPage(known, answer.conversations);
      this.page.set(
        archived
          ? { archive: longer, archiveNext: answer.next }
          : { list: longer, listNext: answer.next, moreFailed: false },
      );
    } catch {
      this.page.set({ moreFailed: true });
    } finally {
      this.page.show({ loadingMore: false });
    }
  }

  // Housekeeping.

  rename(id: string, title: string): Promise<boolean> {
    const trimmed = title.trim().slice(0, MAX_TITLE_CHARS);
    if (trimmed === '' || trimmed === this.summary(id)?.title) return Promise.resolve(true);
    return this.change(id, { title: trimmed });
  }

  pin(id: string, pinned: boolean): Promise<boolean> {
    return this.change(id, { pinned });
  }

  archive(id: string, archived: boolean): Promise<boolean> {
    return this.change(id, { archived });
  }

  changeOptions(id: string, options: ConversationOptions): Promise<boolean> {
    return this.change(id, { options });
  }

  /** False when the server does not know of it: then the next message says it, so nobody has to be told. */
  async changeModel(id: string, model: string): Promise<boolean> {
    try {
      const summary = await this.options.api.change(id, { model });
      const { conversations } = this.page.get();
      const conversation = conversations[id];
      if (conversation !== undefined) {
        this.page.set({ conversations: { ...conversations, [id]: { ...conversation, model } } });
      }
      this.asked += 1;
      this.place(summary);
      this.options.announce();
      return conversation !== undefined;
    } catch {
      return false;
    }
  }

  async remove(id: string): Promise<void> {
    const title = this.summary(id)?.title ?? this.page.get().conversations[id]?.title ?? '';
    this.asked += 1;
    this.forget(id);
    this.page.show();
    try {
      await this.options.api.remove(id);
      const { openKey, missing } = this.page.get();
      this.page.show({ deleted: { id, title }, undoOffered: true, missing: missing || openKey === id });
      this.options.onListed();
      this.options.announce();
    } catch (error) {
      this.page.tell(problemOf(error), () => void this.remove(id));
    }
    await this.refresh();
  }

  /** Takes a deletion back. */
  async restore(id: string): Promise<void> {
    this.withdrawOffer();
    try {
      const summary = await this.options.api.restore(id);
      const { openKey, deleted, missing } = this.page.get();
      this.place(summary);
      this.page.show({
        deleted: deleted?.id === id ? undefined : deleted,
        missing: missing && openKey !== id,
      });
      this.options.onListed();
      this.options.announce();
    } catch (error) {
      this.page.tell(problemOf(error), () => void this.restore(id));
    }
    await this.refresh();
  }

  withdrawOffer(): void {
    this.page.show({ undoOffered: false });
  }

  /** The conversations that were in the file; undefined when it was refused, which is told. */
  async importFile(file: Pick<Blob, 'size' | 'text'>): Promise<readonly ConversationSummary[] | undefined> {
    try {
      if (file.size > MAX_IMPORT_BYTES) throw new RefusedError(fileTooLarge);
      const imported = await this.options.api.importJson(await file.text());
      this.options.announce();
      await this.refresh();
      return imported;
    } catch (error) {
      this.page.tell(problemOf(error));
      return undefined;
    }
  }

  // What happened elsewhere.

  /** A conversation that is followed live has changed. */
  followed(conversation: Conversation, updatedAt: number): void {
    const { list, archive } = this.page.get();
    this.page.set({
      list: list === undefined ? undefined : withConversation(list, conversation, updatedAt),
      archive: conversation.archived === true ? archive : archive && without(archive, conversation.id),
    });
    this.keepSeen();
  }

  begun(summary: ConversationSummary): void {
    this.asked += 1;
    this.place(summary);
    this.options.announce();
  }

  forget(id: string): void {
    const { list, archive, conversations, unread } = this.page.get();
    const { [id]: gone, ...others } = conversations;
    const { [id]: seen, ...stillUnread } = unread;
    this.page.set({
      list: list && without(list, id),
      archive: archive && without(archive, id),
      ...(gone === undefined ? {} : { conversations: others }),
      ...(seen === undefined ? {} : { unread: stillUnread }),
    });
    this.keepSeen();
  }

  // What was seen.

  belongTo(owner: string): void {
    const { unread, answering: before } = this.unread.open(owner);
    this.answeringBefore = before;
    this.page.set({ unread: this.unreadOf(unread) });
  }

  markUnread(ids: readonly string[]): void {
    this.page.set({ unread: { ...this.page.get().unread, ...this.unreadOf(ids) } });
    this.keepSeen();
  }

  markRead(id: string): void {
    const { [id]: before, ...unread } = this.page.get().unread;
    if (before === undefined) return;
    this.page.set({ unread });
    this.keepSeen();
  }

  storageChanged(key: string, value: string | null): void {
    const seen = this.unread.changed(key, value);
    if (seen === undefined) return;
    this.page.set({ unread: this.unreadOf(seen.unread) });
    this.keepSeen();
  }

  // How it is done.

  private async change(id: string, change: ConversationChange): Promise<boolean> {
    const before = this.summary(id);
    const options = this.page.get().conversations[id]?.options;
    this.asked += 1;
    this.apply(id, change);
    this.page.show();
    try {
      this.place(await this.options.api.change(id, change));
      this.options.announce();
      return true;
    } catch (error) {
      this.apply(id, undone(change, before, options));
      this.page.tell(problemOf(error), () => void this.change(id, change));
      return false;
    } finally {
      void this.refresh();
    }
  }

  private apply(id: string, change: ConversationChange): void {
    const summary = this.summary(id);
    if (summary !== undefined) this.place({ ...summary, ...change });
    const { conversations } = this.page.get();
    const conversation = conversations[id];
    if (conversation === undefined) return;
    this.page.set({ conversations: { ...conversations, [id]: { ...conversation, ...change } } });
  }

  /** Into the list it belongs to, and out of the other one. */
  private place(summary: ConversationSummary): void {
    const { list = [], archive } = this.page.get();
    const archived = summary.archived === true;
    this.page.set({
      list: archived ? without(list, summary.id) : withSummary(list, summary),
      archive: archive && (archived ? withSummary(archive, summary) : without(archive, summary.id)),
    });
  }

  private summary(id: string): ConversationSummary | undefined {
    const { list = [], archive = [] } = this.page.get();
    return [...list, ...archive].find((summary) => summary.id === id);
  }

  private arrived(answer: ConversationsAnswer): void {
    const { list, listNext, missing, openKey } = this.page.get();
    const merged = withFirstPage(list ?? [], answer);
    const before = [...this.answeringBefore, ...answering(list ?? [])];
    this.answeringBefore = [];
    const isBack = missing && answer.conversations.some(({ id }) => id === openKey);
    this.page.set({
      list: merged,
      listNext: merged.length > answer.conversations.length ? (listNext ?? answer.next) : answer.next,
      listFailed: false,
      missing: missing && !isBack,
    });
    this.markUnread(finishedSince(before, answer.conversations));
    this.options.onListed();
  }

  private archiveArrived(answer: ConversationsAnswer): void {
    const { archive, archiveNext } = this.page.get();
    const merged = withFirstPage(archive ?? [], answer);
    this.page.set({
      archive: merged,
      archiveNext: merged.length > answer.conversations.length ? (archiveNext ?? answer.next) : answer.next,
    });
  }

  private unreadOf(ids: readonly string[]): Readonly<Record<string, true>> {
    const { openKey } = this.page.get();
    return Object.fromEntries(ids.filter((id) => id !== openKey).map((id) => [id, true as const]));
  }

  private keepSeen(): void {
    const { list, unread } = this.page.get();
    const running = list === undefined ? this.answeringBefore : answering(list);
    this.unread.keep({ unread: Object.keys(unread), answering: running });
  }
}

function undone(
  change: ConversationChange,
  before: ConversationSummary | undefined,
  options: ConversationOptions | undefined,
): ConversationChange {
  return {
    ...(change.title === undefined ? {} : { title: before?.title ?? '' }),
    ...(change.pinned === undefined ? {} : { pinned: before?.pinned ?? false }),
    ...(change.archived === undefined ? {} : { archived: before?.archived ?? false }),
    ...(change.options === undefined ? {} : { options: options ?? {} }),
  };
}
