import type { OneTimeToken } from '../../protocol/admin';
import { CopyField } from '../chat/CopyField';
import { useFormats } from '../shell/useFormats';
import { useAdminText } from './texts';

interface Props {
  readonly made: OneTimeToken;
  readonly onDone: () => void;
}

/** The server keeps no such link: it is shown once. */
export function OneTimeLink({ made, onDone }: Props) {
  const words = useAdminText();
  const { moment } = useFormats();
  const link = new URL(`#/welcome/${encodeURIComponent(made.token)}`, document.baseURI).href;
  return (
    <div className="one-time" role="status" data-testid="one-time-link">
      <p>{words.invitationReady}</p>
      <CopyField value={link} label={words.link} copyLabel={words.copyLink} testId="link-value" />
      <div className="share-line">
        <small>{made.expiresAt !== undefined && `${words.expiresAt} ${moment(made.expiresAt)}`}</small>
        <button type="button" className="button" data-testid="link-done" onClick={onDone}>
          {words.done}
        </button>
      </div>
    </div>
  );
}
