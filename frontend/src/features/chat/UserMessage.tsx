import { memo } from 'react';
import { useText } from '../settings/preferences';
import { CopyButton } from './CopyButton';

export const UserMessage = memo(function UserMessage({ text }: { readonly text: string }) {
  const t = useText();
  return (
    <article className="message user" aria-label={t.you} data-testid="user-message">
      <div className="bubble-row">
        <div className="bubble">{text}</div>
        <div className="message-actions">
          <CopyButton text={text} label={t.copyMessage} />
        </div>
      </div>
    </article>
  );
});
