import { useCallback, useEffect, useState } from 'react';
import { problemOf } from '../../conversation/problems';
import type { Share } from '../../protocol/rest';
import type { Problem } from '../../protocol/vocabulary';
import { Dialog } from '../../ui/Dialog';
import { Segments } from '../../ui/Segments';
import { CopyField } from '../chat/CopyField';
import { copyText } from '../chat/copyText';
import { useChat } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { Refused } from '../shell/Refused';
import { useFormats } from '../shell/useFormats';

interface Props {
  readonly conversationId: string;
  readonly onClose: () => void;
}

const DAY_MS = 86_400_000;
const lifetimes = { shareDay: DAY_MS, shareWeek: 7 * DAY_MS, shareMonth: 30 * DAY_MS, shareForever: null };
type Lifetime = keyof typeof lifetimes;

function linkOf({ token }: Share): string {
  return new URL(`#/s/${encodeURIComponent(token)}`, document.baseURI).href;
}

/** Makes links to a frozen copy of the messages that are shown, and takes them back. */
export function ShareDialog({ conversationId, onClose }: Props) {
  const t = useText();
  const chat = useChat();
  const [lifetime, setLifetime] = useState<Lifetime>('shareMonth');
  const [shares, setShares] = useState<readonly Share[]>();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<Problem>();

  const load = useCallback(() => {
    chat.api.shares(conversationId).then(setShares, (error: unknown) => {
      setProblem(problemOf(error));
    });
  }, [chat, conversationId]);
  useEffect(load, [load]);

  const attempt = async (task: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await task();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  const create = () =>
    attempt(async () => {
      const leafId = chat.messages.leafOf(conversationId);
      const made = await chat.api.share(conversationId, { leafId, expiresInMs: lifetimes[lifetime] });
      setShares((before = []) => [made, ...before]);
      if (await copyText(linkOf(made))) setSaid(t.shareCopied);
    });
  const revoke = (share: Share) =>
    attempt(async () => {
      await chat.api.revoke(share.id);
      setShares((before = []) => before.filter(({ id }) => id !== share.id));
      setSaid(t.shareRevoked);
    });

  return (
    <Dialog title={t.shareTitle} closeLabel={t.close} testId="share-dialog" onClose={onClose}>
      <p className="dialog-text">{t.shareText}</p>
      <Segments
        legend={t.shareExpires}
        options={(Object.keys(lifetimes) as Lifetime[]).map((one) => [one, t[one]] as const)}
        chosen={lifetime}
        onChoose={setLifetime}
      />
      <div className="dialog-actions">
        <span className="dialog-said" role="status">
          {said}
        </span>
        <button
          type="button"
          className="button primary"
          disabled={busy}
          data-testid="create-share"
          onClick={() => void create()}
        >
          {busy ? t.shareCreating : t.shareCreate}
        </button>
      </div>
      <Refused
        title={t.shareTitle}
        problem={problem}
        onAgain={() => {
          setProblem(undefined);
          load();
        }}
      />
      <h3 className="dialog-subtitle">{t.shareLinks}</h3>
      {shares === undefined && problem === undefined && <p className="dialog-text">{t.loading}</p>}
      {shares?.length === 0 && <p className="dialog-text">{t.shareNone}</p>}
      <ul className="shares">
        {shares?.map((share) => (
          <ShareRow key={share.id} share={share} busy={busy} onRevoke={() => void revoke(share)} />
        ))}
      </ul>
    </Dialog>
  );
}

interface RowProps {
  readonly share: Share;
  readonly busy: boolean;
  readonly onRevoke: () => void;
}

function ShareRow({ share, busy, onRevoke }: RowProps) {
  const t = useText();
  const { moment } = useFormats();
  const link = linkOf(share);
  return (
    <li className="share" data-testid="share">
      <CopyField value={link} label={t.shareLink} copyLabel={t.shareCopy} />
      <div className="share-line">
        <small>
          {share.expiresAt === undefined ? t.shareNoEnd : t.shareUntil(moment(share.expiresAt))}
          {' · '}
          {t.shareCreatedAt(moment(share.createdAt))}
        </small>
        <a className="link-button" href={link} target="_blank" rel="noreferrer">
          {t.shareOpen}
        </a>
        <button type="button" className="link-button danger" disabled={busy} onClick={onRevoke}>
          {t.shareRevoke}
        </button>
      </div>
    </li>
  );
}
