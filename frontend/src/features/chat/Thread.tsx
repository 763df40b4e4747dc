import { useEffect, useMemo } from 'react';
import { pathBefore, visiblePath, type BranchChoices, type PathStep } from '../../conversation/path';
import { DownIcon } from '../../ui/icons';
import { useSecondsUntil } from '../../ui/useSecondsUntil';
import { useText } from '../settings/preferences';
import { FindBar } from '../find/FindBar';
import { endFinding, useShell } from '../shell/shell';
import { EmptyState } from './EmptyState';
import { Messages } from './Messages';
import { Missing } from './Missing';
import { useChat, useChatState } from './useChat';
import { useStickToBottom } from './useStickToBottom';

const noChoices: BranchChoices = {};
const none: readonly PathStep[] = [];

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
  const empty = openKey === undefined;
  const { scroller, content, away, jump, leave } = useStickToBottom(`${openKey ?? ''}/${newest}`, empty);
  const finding = useShell((state) => state.finding);
  useEffect(() => endFinding, [openKey]);
  const loading = !empty && conversation === undefined && pending.length === 0;

  return (
    <div className="thread-frame">
      <div className="thread" ref={scroller} data-testid="thread">
        <div className="thread-content" ref={content}>
          {empty && <EmptyState />}
          {missing && <Missing />}
          {loading && !missing && retryAt === undefined && <p className="thread-loading">{t.loading}</p>}
          <Messages steps={missing ? none : path} pending={pending} scroller={scroller} onJump={leave} />
          {retryAt !== undefined && <Delayed retryAt={retryAt} />}
        </div>
      </div>
      {finding && !missing && path.length > 0 && <FindBar steps={path} scroller={scroller} />}
      {away && !empty && (
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
  const chat = useChat();
  const seconds = useSecondsUntil(retryAt);
  return (
    <p className="status-line waiting" data-testid="delayed">
      <span>{seconds > 0 ? t.serverDelayed(seconds) : t.serverDelayedNow}</span>
      <button
        type="button"
        className="link-button"
        onClick={() => {
          chat.readNow();
        }}
      >
        {t.tryNow}
      </button>
    </p>
  );
}
