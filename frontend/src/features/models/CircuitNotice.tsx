import { standIn, type OfferedModel } from '../../conversation/models';
import { currentModel } from '../../conversation/state';
import { WarningIcon } from '../../ui/icons';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';

/** Tells, before anything is sent, that the chosen model rests, until when, and who answers in its place. */
export function CircuitNotice() {
  const model = useChatState(currentModel);
  return (
    <div role="status">
      {model?.circuit !== undefined && (
        <p className="circuit-notice" data-testid="circuit-notice">
          <WarningIcon />
          {model.circuit.state === 'open' ? (
            <Resting model={model} until={model.circuit.halfOpensAt} />
          ) : (
            <Trying model={model} />
          )}
        </p>
      )}
    </div>
  );
}

function Resting({ model, until }: { readonly model: OfferedModel; readonly until: number }) {
  const t = useText();
  const models = useChatState((state) => state.models);
  const seconds = useSecondsUntil(until);
  if (seconds === 0) return <Trying model={model} />;
  const other = standIn(models, model);
  return (
    <span>
      {t.circuitOpen(model.label)} {/* Its changes are not read out one by one. */}
      <span role="timer" aria-live="off">
        {t.circuitNextTry(seconds)}
      </span>{' '}
      {other !== undefined && <strong>{t.circuitStandIn(other.label)}</strong>}{' '}
      {models.length > 1 && t.circuitChoose}
    </span>
  );
}

function Trying({ model }: { readonly model: OfferedModel }) {
  const t = useText();
  return <span>{t.circuitHalfOpen(model.label)}</span>;
}
