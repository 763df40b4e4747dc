import { currentModel, thinksFirst } from '../../conversation/state';
import { ThoughtIcon } from '../../ui/icons';
import { useChat, useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';

export function ThinkingToggle() {
  const t = useText();
  const chat = useChat();
  const offered = useChatState((state) => currentModel(state)?.capabilities.thinking === true);
  const thinking = useChatState(thinksFirst);
  if (!offered) return null;
  return (
    <button
      type="button"
      className="picker"
      aria-pressed={thinking}
      title={t.thinkingHint}
      data-testid="thinking"
      onClick={() => {
        chat.settings.setThinking(!thinking);
      }}
    >
      <ThoughtIcon />
      <span>{t.thinking}</span>
    </button>
  );
}
