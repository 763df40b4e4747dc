import type { Message } from '../../conversation/model';
import { useText } from '../settings/preferences';
import { useChatState } from './useChat';

/** Says that not the model answers that was asked for, which one does, and why. */
export function FallbackNote({ message, asked }: { readonly message: Message; readonly asked: string }) {
  const t = useText();
  const models = useChatState((state) => state.models);
  const label = (id: string) => models.find((model) => model.id === id)?.label ?? id;
  const reason = t.insteadReasons[message.fallbackCode ?? ''] ?? t.insteadReason;
  const words = message.text === '' ? t.askedInstead : t.answeredInstead;
  return (
    <p className="fallback-note" data-testid="fallback-note" data-code={message.fallbackCode}>
      {words(label(message.model ?? t.assistant), label(asked), reason)}
    </p>
  );
}
