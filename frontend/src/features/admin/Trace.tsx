import { CopyButton } from '../chat/CopyButton';
import { traceHash } from '../trace/address';
import { useText } from '../settings/preferences';

/** Under which the server's log tells more. */
export function Trace({
  id,
  linked = false,
}: {
  readonly id: string | undefined;
  readonly linked?: boolean;
}) {
  const t = useText();
  if (id === undefined) return null;
  return (
    <span className="trace">
      {linked ? (
        <a href={traceHash(id)}>
          <code>{id}</code>
        </a>
      ) : (
        <code>{id}</code>
      )}
      <CopyButton text={id} label={t.copyTrace} />
    </span>
  );
}
