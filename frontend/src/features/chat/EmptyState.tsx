import { currentModel } from '../../conversation/state';
import { Logo } from '../../ui/icons';
import { useText } from '../settings/preferences';
import { useChat, useChatState } from './useChat';

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
      <ul className="suggestions">
        {suggestions.map(({ label, text }) => (
          <li key={label}>
            <button type="button" className="suggestion" onClick={() => void chat.send(text)}>
              <strong>{label}</strong>
              <span>{text}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
