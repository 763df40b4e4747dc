import type { Message } from '../../conversation/model';
import type { PathStep } from '../../conversation/path';
import { AgainIcon, ThumbDownIcon, ThumbUpIcon } from '../../ui/icons';
import { MenuButton, type MenuItem } from '../../ui/Menu';
import { useText } from '../settings/preferences';
import { Branches } from './Branches';
import { CopyButton } from './CopyButton';
import { Details } from './Details';
import { useChat, useChatState } from './useChat';

interface Props {
  readonly message: Message;
  readonly siblings: PathStep['siblings'];
  readonly index: number;
}

/** What can be done with an answer that has ended. */
export function AnswerActions({ message, siblings, index }: Props) {
  const t = useText();
  return (
    <div className="message-actions">
      <Branches siblings={siblings} index={index} />
      {message.text !== '' && (
        <>
          <CopyButton text={message.text} label={t.copyMessage} />
          <Thumb message={message} rating="up" />
          <Thumb message={message} rating="down" />
        </>
      )}
      <Regenerate message={message} />
      <Details message={message} />
    </div>
  );
}

function Thumb({ message, rating }: { readonly message: Message; readonly rating: 'up' | 'down' }) {
  const t = useText();
  const chat = useChat();
  const label = rating === 'up' ? t.goodAnswer : t.badAnswer;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={message.rating === rating}
      data-testid={`rate-${rating}`}
      onClick={() => void chat.messages.rate(message.id, rating)}
    >
      {rating === 'up' ? <ThumbUpIcon /> : <ThumbDownIcon />}
    </button>
  );
}

/** With the model that was asked before, or with any other. */
function Regenerate({ message }: { readonly message: Message }) {
  const t = useText();
  const chat = useChat();
  const models = useChatState((state) => state.models);
  const before = message.fallbackFrom ?? message.model;
  const same = models.filter(({ id }) => id === before);
  const others = models.filter(({ id }) => id !== before);
  const item = (id: string, label: string): MenuItem => ({
    key: `regenerate-${id}`,
    label,
    onSelect: () => void chat.messages.regenerate(message.id, id),
  });
  return (
    <MenuButton
      label={t.regenerate}
      icon={<AgainIcon />}
      align="start"
      testId="regenerate"
      groups={[
        same.map(({ id, label }) => item(id, t.sameModel(label))),
        others.map(({ id, label }) => item(id, label)),
      ]}
    />
  );
}
