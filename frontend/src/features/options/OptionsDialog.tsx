import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import {
  checkOptions,
  fieldsOf,
  MAX_SYSTEM_PROMPT_CHARS,
  type OptionFields,
} from '../../conversation/options';
import { currentModel, currentOptions } from '../../conversation/state';
import { Dialog } from '../../ui/Dialog';
import { Segments } from '../../ui/Segments';
import { useChat, useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';

interface Props {
  readonly focus?: 'model' | undefined;
  readonly onClose: () => void;
}

/** Model, system prompt, temperature and the like of the open conversation, or of the next new one. */
export function OptionsDialog({ focus, onClose }: Props) {
  const t = useText();
  const isNew = useChatState((state) => state.openKey === undefined);
  return (
    <Dialog title={t.chatSettings} closeLabel={t.close} testId="options-dialog" onClose={onClose}>
      <p className="dialog-text">{isNew ? t.chatSettingsNew : t.chatSettingsThis}</p>
      <OptionsForm focus={focus} onClose={onClose} />
    </Dialog>
  );
}

function OptionsForm({ focus, onClose }: Props) {
  const t = useText();
  const chat = useChat();
  const models = useChatState((state) => state.models);
  const model = useChatState(currentModel);
  const [modelId, setModelId] = useState(model?.id);
  const [fields, setFields] = useState(() => fieldsOf(currentOptions(chat.store.getState())));
  const [saving, setSaving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { options, faults } = checkOptions(fields);
  const thinks = models.find(({ id }) => id === modelId)?.capabilities.thinking === true;
  const change = (part: Partial<OptionFields>) => {
    setFields({ ...fields, ...part });
  };
  useEffect(() => {
    const first = focus === 'model' ? 'select' : 'textarea';
    form.current?.querySelector<HTMLElement>(first)?.focus();
  }, [focus]);
  const save = async () => {
    if (faults.size > 0) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    setSaving(true);
    if (modelId !== undefined && modelId !== model?.id) void chat.settings.chooseModel(modelId);
    const kept = await chat.settings.change(options);
    setSaving(false);
    if (kept) onClose();
  };
  const over = fields.systemPrompt.trim().length - MAX_SYSTEM_PROMPT_CHARS;
  return (
    <form
      className="form"
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field label={t.model}>
        {(id) => (
          <select
            id={id}
            value={modelId}
            data-testid="option-model"
            onChange={(event) => {
              setModelId(event.target.value);
            }}
          >
            {models.map(({ id: key, label }) => (
              <option key={key} value={key}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={t.systemPrompt}
        hint={over > 0 ? t.systemPromptTooLong(over) : t.systemPromptHint}
        wrong={faults.has('systemPrompt')}
      >
        {(id, hintId, wrong) => (
          <textarea
            id={id}
            rows={4}
            value={fields.systemPrompt}
            aria-describedby={hintId}
            aria-invalid={wrong}
            data-testid="option-system-prompt"
            onChange={(event) => {
              change({ systemPrompt: event.target.value });
            }}
          />
        )}
      </Field>
      {thinks && (
        <Segments
          legend={t.thinkingSetting}
          options={[
            ['default', t.thinkingDefault],
            ['on', t.thinkingOn],
            ['off', t.thinkingOff],
          ]}
          chosen={fields.thinking}
          onChoose={(thinking) => {
            change({ thinking });
          }}
        />
      )}
      <div className="form-row">
        <NumberField
          label={t.temperature}
          hint={t.temperatureHint}
          name="temperature"
          value={fields.temperature}
          wrong={faults.has('temperature')}
          onChange={(temperature) => {
            change({ temperature });
          }}
        />
        <NumberField
          label={t.topP}
          hint={t.topPHint}
          name="topP"
          value={fields.topP}
          wrong={faults.has('topP')}
          onChange={(topP) => {
            change({ topP });
          }}
        />
        <NumberField
          label={t.maxTokens}
          hint={t.maxTokensHint}
          name="maxTokens"
          value={fields.maxTokens}
          wrong={faults.has('maxTokens')}
          onChange={(maxTokens) => {
            change({ maxTokens });
          }}
        />
      </div>
      <p className="form-note">{t.emptyIsDefault}</p>
      <div className="dialog-actions">
        <button
          type="button"
          className="button"
          onClick={() => {
            setFields(fieldsOf(undefined));
          }}
        >
          {t.resetSettings}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="submit" className="button primary" disabled={saving} data-testid="save-options">
          {t.save}
        </button>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly wrong?: boolean;
  readonly children: (id: string, hintId: string | undefined, wrong: boolean) => ReactNode;
}

function Field({ label, hint, wrong = false, children }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div className="field" data-wrong={wrong}>
      <label htmlFor={id}>{label}</label>
      {children(id, hint === undefined ? undefined : hintId, wrong)}
      {hint !== undefined && (
        <small id={hintId} role={wrong ? 'alert' : undefined}>
          {hint}
        </small>
      )}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly name: string;
  readonly value: string;
  readonly wrong: boolean;
  readonly onChange: (value: string) => void;
}

function NumberField({ label, hint, name, value, wrong, onChange }: NumberFieldProps) {
  const t = useText();
  return (
    <Field label={label} hint={hint} wrong={wrong}>
      {(id, hintId, invalid) => (
        <input
          id={id}
          inputMode="decimal"
          autoComplete="off"
          placeholder={t.modelDefault}
          value={value}
          aria-describedby={hintId}
          aria-invalid={invalid}
          data-testid={`option-${name}`}
          onChange={(event) => {
            onChange(event.target.value);
          }}
        />
      )}
    </Field>
  );
}
