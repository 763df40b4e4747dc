import { useEffect, useMemo, useRef } from 'react';
import { useChat, useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { Entry } from './Entry';
import { groupByDate } from './grouping';

interface Props {
  readonly onNavigate: () => void;
}

export function ConversationList({ onNavigate }: Props) {
  const t = useText();
  const chat = useChat();
  const list = useChatState((state) => state.list);
  const failed = useChatState((state) => state.listFailed);
  const next = useChatState((state) => state.listNext);
  const groups = useMemo(() => groupByDate(list ?? [], new Date()), [list]);
  return (
    <nav className="conversations" aria-label={t.conversations} data-testid="conversations">
      {list === undefined && !failed && <p className="list-note">{t.loading}</p>}
      {list === undefined && failed && (
        <div className="list-note" role="alert">
          <p>{t.listFailed}</p>
          <button type="button" className="button" onClick={() => void chat.library.refresh()}>
            {t.tryAgain}
          </button>
        </div>
      )}
      {list?.length === 0 && <p className="list-note">{t.noConversations}</p>}
      {groups.map((group) => (
        <section key={group.name}>
          <h2>{t[group.name]}</h2>
          <ul>
            {group.conversations.map((conversation) => (
              <Entry key={conversation.id} conversation={conversation} onNavigate={onNavigate} />
            ))}
          </ul>
        </section>
      ))}
      {next !== undefined && <More key={next} of="current" />}
    </nav>
  );
}

export function ArchivedList({ onNavigate }: Props) {
  const t = useText();
  const chat = useChat();
  const archive = useChatState((state) => state.archive);
  const next = useChatState((state) => state.archiveNext);
  useEffect(() => {
    void chat.library.openArchive();
  }, [chat]);
  return (
    <nav className="conversations" aria-label={t.archive} data-testid="archive">
      <h2>{t.archive}</h2>
      {archive === undefined && <p className="list-note">{t.loading}</p>}
      {archive?.length === 0 && <p className="list-note">{t.noArchived}</p>}
      <ul>
        {archive?.map((conversation) => (
          <Entry key={conversation.id} conversation={conversation} onNavigate={onNavigate} />
        ))}
      </ul>
      {next !== undefined && <More key={next} of="archived" />}
    </nav>
  );
}

/** Loads the next page when it comes into view; the button is for those who do not scroll, and after a failure. */
function More({ of }: { readonly of: 'current' | 'archived' }) {
  const t = useText();
  const chat = useChat();
  const loading = useChatState((state) => state.loadingMore);
  const failed = useChatState((state) => state.moreFailed);
  const mark = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = mark.current;
    if (element === null || failed || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void chat.library.more(of);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [chat, of, failed]);
  return (
    <div className="list-note list-more" ref={mark}>
      {failed && <p role="alert">{t.moreFailed}</p>}
      <button
        type="button"
        className="button"
        disabled={loading}
        data-testid="load-more"
        onClick={() => void chat.library.more(of)}
      >
        {loading ? t.loading : failed ? t.tryAgain : t.loadMore}
      </button>
    </div>
  );
}
