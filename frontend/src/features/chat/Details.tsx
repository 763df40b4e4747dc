import { useCallback, useState } from 'react';
import type { Message } from '../../conversation/model';
import { Floating } from '../../ui/Floating';
import { InfoIcon } from '../../ui/icons';
import { useLanguage, useText } from '../settings/preferences';
import { useFormats } from '../shell/useFormats';
import { traceHash } from '../trace/address';
import { CopyButton } from './CopyButton';
import { useChatState } from './useChat';

/** Who answered, how much it took, how long, and the id under which the operator finds it. */
export function Details({ message }: { readonly message: Message }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const [anchor, setAnchor] = useState<HTMLButtonElement | null>(null);
  const close = useCallback(() => {
    setOpen(false);
  }, []);
  return (
    <>
      <button
        type="button"
        ref={setAnchor}
        className="icon-button"
        aria-label={t.details}
        title={t.details}
        aria-haspopup="dialog"
        aria-expanded={open}
        data-testid="details"
        onClick={() => {
          setOpen(!open);
        }}
      >
        <InfoIcon />
      </button>
      {open && anchor !== null && (
        <Floating
          anchor={anchor}
          align="start"
          role="dialog"
          label={t.details}
          testId="details-panel"
          takesFocus
          onClose={close}
        >
          <Facts message={message} />
        </Floating>
      )}
    </>
  );
}

function Facts({ message }: { readonly message: Message }) {
  const t = useText();
  const language = useLanguage();
  const model = useChatState((state) => state.models.find(({ id }) => id === message.model));
  const { usage, traceId } = message;
  const { number } = useFormats();
  const seconds = (ms: number) =>
    t.inSeconds((ms / 1000).toLocaleString(language, { maximumFractionDigits: ms < 10_000 ? 2 : 1 }));
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t.answeredBy, model?.label ?? message.model],
    [t.tokensIn, usage?.inputTokens === undefined ? undefined : number(usage.inputTokens)],
    [t.tokensOut, usage?.outputTokens === undefined ? undefined : number(usage.outputTokens)],
    [t.tokensReasoning, usage?.reasoningTokens ? number(usage.reasoningTokens) : undefined],
    [t.firstToken, message.firstTokenMs === undefined ? undefined : seconds(message.firstTokenMs)],
    [t.duration, message.durationMs === undefined ? undefined : seconds(message.durationMs)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
      {traceId !== undefined && (
        <div>
          <dt>{t.traceId}</dt>
          <dd className="facts-trace">
            <code>{traceId}</code>
            <CopyButton text={traceId} label={t.copyTrace} />
          </dd>
          <a className="facts-story" href={traceHash(traceId)} data-testid="open-trace">
            {t.whatHappened}
          </a>
        </div>
      )}
    </dl>
  );
}
