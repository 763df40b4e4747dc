import { conversationOptions, type ConversationOptions } from '../protocol/vocabulary';

export const MAX_SYSTEM_PROMPT_CHARS = 8_000;
export const MAX_TOKENS = 1_000_000;

/** What was kept as JSON; undefined where it is not of that shape. */
export function readOptions(value: unknown): ConversationOptions | undefined {
  try {
    return value === undefined ? undefined : conversationOptions(value, 'options');
  } catch {
    return undefined;
  }
}

export function hasOptions(options: ConversationOptions | undefined): options is ConversationOptions {
  return options !== undefined && Object.keys(options).length > 0;
}

/** What a form says; an empty field leaves the choice to the model. */
export interface OptionFields {
  readonly systemPrompt: string;
  readonly thinking: 'default' | 'on' | 'off';
  readonly temperature: string;
  readonly topP: string;
  readonly maxTokens: string;
}

export type OptionFault = 'systemPrompt' | 'temperature' | 'topP' | 'maxTokens';

export function fieldsOf(options: ConversationOptions | undefined): OptionFields {
  const shown = (value: number | undefined) => (value === undefined ? '' : String(value));
  return {
    systemPrompt: options?.systemPrompt ?? '',
    thinking: options?.thinking === undefined ? 'default' : options.thinking ? 'on' : 'off',
    temperature: shown(options?.temperature),
    topP: shown(options?.topP),
    maxTokens: shown(options?.maxTokens),
  };
}

export interface CheckedOptions {
  readonly options: ConversationOptions;
  readonly faults: ReadonlySet<OptionFault>;
}

export function checkOptions(fields: OptionFields): CheckedOptions {
  const faults = new Set<OptionFault>();
  const numberIn = (name: 'temperature' | 'topP' | 'maxTokens', fits: (value: number) => boolean) => {
    const written = fields[name].trim().replace(',', '.');
    if (written === '') return undefined;
    const value = Number(written);
    if (Number.isFinite(value) && fits(value)) return value;
    faults.add(name);
    return undefined;
  };
  const systemPrompt = fields.systemPrompt.trim();
  if (systemPrompt.length > MAX_SYSTEM_PROMPT_CHARS) faults.add('systemPrompt');
  const temperature = numberIn('temperature', (value) => value >= 0 && value < 2);
  const topP = numberIn('topP', (value) => value > 0 && value <= 1);
  const maxTokens = numberIn(
    'maxTokens',
    (value) => Number.isInteger(value) && value >= 1 && value <= MAX_TOKENS,
  );
  return {
    faults,
    options: {
      ...(systemPrompt === '' ? {} : { systemPrompt }),
      ...(fields.thinking === 'default' ? {} : { thinking: fields.thinking === 'on' }),
      ...(temperature === undefined ? {} : { temperature }),
      ...(topP === undefined ? {} : { topP }),
      ...(maxTokens === undefined ? {} : { maxTokens }),
    },
  };
}
