import type { Circuit } from '../../conversation/models';
import { WarningIcon } from '../../ui/icons';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { useText } from '../settings/preferences';

/** In a few words, why a model may not answer now. */
export function CircuitState({ circuit }: { readonly circuit: Circuit }) {
  const t = useText();
  return (
    <small className="circuit-state" data-testid="circuit-state">
      <WarningIcon />
      {circuit.state === 'open' ? <Resting until={circuit.halfOpensAt} /> : <span>{t.circuitTrying}</span>}
    </small>
  );
}

function Resting({ until }: { readonly until: number }) {
  const t = useText();
  const seconds = useSecondsUntil(until);
  return <span>{seconds > 0 ? t.circuitRestingFor(seconds) : t.circuitTrying}</span>;
}
