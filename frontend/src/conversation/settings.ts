import type { ConversationOptions } from '../protocol/vocabulary';
import type { Library } from './library';
import { isLocal } from './keys';
import { hasOptions, readOptions } from './options';
import type { PageState } from './pageState';
import { currentOptions } from './state';
import type { TextStore } from './storage';

const MODEL_KEY = 'parley.model';
const THINKING_KEY = 'parley.thinking';
const OPTIONS_KEY = 'parley.options';

/** What the next answer is asked with: model, thinking, and the options of a conversation. */
export class Settings {
  private readonly page: PageState;
  private readonly lasting: TextStore;
  private readonly library: Library;
  private owner: string | undefined;

  constructor(page: PageState, lasting: TextStore, library: Library) {
    this.page = page;
    this.lasting = lasting;
    this.library = library;
  }

  /** What is remembered of this user's last visit; what was chosen before it was known who is here is theirs. */
  belongTo(owner: string): void {
    const first = this.owner === undefined;
    this.owner = owner;
    if (first) this.keepChosen();
    this.page.set({
      modelChoice: this.page.get().openKey === undefined ? this.habitualModel() : undefined,
      thinking: this.recall(THINKING_KEY) === 'on',
      newOptions: parsed(this.recall(OPTIONS_KEY)),
    });
  }

  habitualModel(): string | undefined {
    return this.recall(MODEL_KEY);
  }

  /** Of the open conversation, on every device, and of the next new one. */
  async chooseModel(id: string): Promise<void> {
    this.remember(MODEL_KEY, id);
    this.page.show({ modelChoice: id });
    const { openKey } = this.page.get();
    if (openKey === undefined || isLocal(openKey)) return;
    const kept = await this.library.changeModel(openKey, id);
    const { openKey: openNow, modelChoice } = this.page.get();
    if (kept && openNow === openKey && modelChoice === id) this.page.show({ modelChoice: undefined });
  }

  /** Where the conversation decides, the decision is changed; else the habit. */
  setThinking(thinking: boolean): void {
    const options = currentOptions(this.page.get());
    if (options?.thinking !== undefined) {
      void this.change({ ...options, thinking });
      return;
    }
    this.remember(THINKING_KEY, thinking ? 'on' : undefined);
    this.page.show({ thinking });
  }

  /** Of the open conversation, or of the next new one. True when they are kept. */
  change(options: ConversationOptions): Promise<boolean> {
    const { openKey } = this.page.get();
    if (openKey !== undefined && !isLocal(openKey)) return this.library.changeOptions(openKey, options);
    this.keepForNew(options);
    return Promise.resolve(true);
  }

  keepForNew(options: ConversationOptions): void {
    this.remember(OPTIONS_KEY, hasOptions(options) ? JSON.stringify(options) : undefined);
    this.page.show({ newOptions: options });
  }

  private keepChosen(): void {
    const { modelChoice, thinking, newOptions } = this.page.get();
    if (modelChoice !== undefined) this.remember(MODEL_KEY, modelChoice);
    if (thinking) this.remember(THINKING_KEY, 'on');
    if (hasOptions(newOptions)) this.remember(OPTIONS_KEY, JSON.stringify(newOptions));
  }

  private recall(key: string): string | undefined {
    return this.owner === undefined ? undefined : this.lasting.get(`${key}.${this.owner}`);
  }

  private remember(key: string, value: string | undefined): void {
    if (this.owner !== undefined) this.lasting.set(`${key}.${this.owner}`, value);
  }
}

function parsed(json: string | undefined): ConversationOptions {
  try {
    return readOptions(JSON.parse(json ?? '{}')) ?? {};
  } catch {
    return {};
  }
}
