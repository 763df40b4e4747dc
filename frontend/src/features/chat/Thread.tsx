import { useMemo } from 'react';
import { pathBefore, visiblePath, type BranchChoices } from '../../conversation/path';
import { DownIcon } from '../../ui/icons';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { useText } from '../settings/preferences';
import { EmptyState } from './EmptyState';
import { Messages } from './Messages';
import { Missing } from './Missing';
import { PendingMessage } from './PendingMessage';
import { useChatState } from './useChat';
import { useStickToBottom } from './useStickToBottom';

const noChoices: BranchChoices = {};

export function Thread() {
  const t = useText();
  const openKey = useChatState((state) => state.openKey);
  const missing = useChatState((state) => state.missing);
  const retryAt = useChatState((state) => state.delayed[openKey ?? '']);
  const conversation = useChatState((state) => state.conversations[openKey ?? '']);
  const choices = useChatState((state) => state.branches[openKey ?? ''] ?? noChoices);
  const allPending = useChatState((state) => state.pending);
  const pending = useMemo(
    () => allPending.filter((entry) => openKey !== undefined && entry.conversation === openKey),
    [allPending, openKey],
  );
  const path = useMemo(
    () => (conversation === undefined ? [] : pathBefore(visiblePath(conversation, choices), pending)),
    [conversation, choices, pending],
  );
  const newest = pending.at(-1)?.clientMessageId ?? '';
  const { scroller, content, away, jump, leave } = useStickToBottom(`${openKey ?? ''}/${newest}`);
  const empty = openKey === undefined;
  const loading = !empty && conversation === undefined && pending.length === 0;

  return (
    <div className="thread-frame">
      <div className="thread" ref={scroller} data-testid="thread">
        <div className="thread-content" ref={content} role="region" aria-label={t.conversationLabel}>
          {empty && <EmptyState />}
          {missing && <Missing />}
          {loading && !missing && retryAt === undefined && <p className="thread-loading">{t.loading}</p>}
          {!missing && <Messages steps={path} scroller={scroller} onJump={leave} />}
          {retryAt !== undefined && <Delayed retryAt={retryAt} />}
          {pending.map((entry) => (
            <PendingMessage key={entry.clientMessageId} entry={entry} />
          ))}
        </div>
      </div>
      {away && (
        <button type="button" className="jump" data-testid="jump" onClick={jump}>
          <DownIcon />
          {t.jumpToLatest}
        </button>
      )}
    </div>
  );
}

/** The conversation is there, but the server cannot read it right now. */
function Delayed({ retryAt }: { readonly retryAt: number }) {
  const t = useText();
  return (
    <p className="status-line waiting" data-testid="delayed">
      {t.serverDelayed(useSecondsUntil(retryAt))}
    </p>
  );
}
