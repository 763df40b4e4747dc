import { useText } from '../settings/preferences';
import { useChat, useChatState } from './useChat';

/** The conversation that was asked for is not there; what was deleted from here can still be had back. */
export function Missing() {
  const t = useText();
  const chat = useChat();
  const deleted = useChatState((state) => (state.deleted?.id === state.openKey ? state.deleted : undefined));
  return (
    <div className="empty" role="alert" data-testid="missing">
      <h1>{deleted === undefined ? t.missingTitle : t.deletedTitle}</h1>
      <p>{deleted === undefined ? t.missingText : t.deletedText}</p>
      <div className="empty-actions">
        {deleted !== undefined && (
          <button
            type="button"
            className="button primary"
            onClick={() => void chat.library.restore(deleted.id)}
          >
            {t.restore}
          </button>
        )}
        <a className="button" href="#/">
          {t.newChat}
        </a>
      </div>
    </div>
  );
}
