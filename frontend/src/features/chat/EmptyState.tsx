import { currentModel } from '../../conversation/state';
import { Logo } from '../../ui/icons';
import { useText } from '../settings/preferences';
import { useChat, useChatState } from './useChat';

/** The first visit in one screen: what this is, what answers here, and what to try. */
export function EmptyState() {
  const t = useText();
  const chat = useChat();
  const demo = useChatState((state) => currentModel(state)?.demo === true);
  const suggestions = t.suggestions.filter(({ text }) => demo || !text.startsWith('/'));
  return (
    <div className="empty" data-testid="empty-state">
      <Logo />
      <h1>{t.emptyTitle}</h1>
      <p>{t.emptyText}</p>
      {demo && (
        <p className="empty-demo" data-testid="empty-demo">
          <span className="badge warn">{t.demo}</span> {t.emptyDemo}
        </p>
      )}
      <ul className="suggestions" aria-label={t.tryThis}>
        {suggestions.map(({ label, text, hint }) => (
          <li key={label}>
            <button type="button" className="suggestion" onClick={() => void chat.send(text)}>
              <strong>{label}</strong>
              <span>{hint}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
