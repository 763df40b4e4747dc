import type { ConversationOptions } from '../protocol/vocabulary';
import type { Library } from './library';
import { isLocal } from './keys';
import { readOptions } from './options';
import type { PageState } from './pageState';
import { currentOptions, type ChatState } from './state';
import type { TextStore } from './storage';

export const MODEL_KEY = 'parley.model';
const THINKING_KEY = 'parley.thinking';
const OPTIONS_KEY = 'parley.options.new';

/** What is remembered of the last visit. */
export function keptSettings(lasting: TextStore): Pick<ChatState, 'modelChoice' | 'thinking' | 'newOptions'> {
  return {
    modelChoice: lasting.get(MODEL_KEY),
    thinking: lasting.get(THINKING_KEY) === 'on',
    newOptions: parsed(lasting.get(OPTIONS_KEY)),
  };
}

/** What the next answer is asked with: model, thinking, and the options of a conversation. */
export class Settings {
  private readonly page: PageState;
  private readonly lasting: TextStore;
  private readonly library: Library;

  constructor(page: PageState, lasting: TextStore, library: Library) {
    this.page = page;
    this.lasting = lasting;
    this.library = library;
  }

  chooseModel(id: string): void {
    this.lasting.set(MODEL_KEY, id);
    this.page.show({ modelChoice: id });
  }

  /** Where the conversation decides, the decision is changed; else the habit. */
  setThinking(thinking: boolean): void {
    const options = currentOptions(this.page.get());
    if (options?.thinking !== undefined) {
      void this.change({ ...options, thinking });
      return;
    }
    this.lasting.set(THINKING_KEY, thinking ? 'on' : undefined);
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
    const none = Object.keys(options).length === 0;
    this.lasting.set(OPTIONS_KEY, none ? undefined : JSON.stringify(options));
    this.page.show({ newOptions: options });
  }
}

function parsed(json: string | undefined): ConversationOptions {
  try {
    return readOptions(JSON.parse(json ?? '{}')) ?? {};
  } catch {
    return {};
  }
}
