import { useEffect, useState } from 'react';
import { useChat, useChatState } from '../chat/useChat';
import { useText } from '../settings/preferences';
import { CloseIcon } from '../../ui/icons';

const OFFERED_MS = 8_000;

/** Offers to take a deletion back, for as long as nobody is about to: the pointer or the focus on it holds it. */
export function UndoToast() {
  const t = useText();
  const chat = useChat();
  const deleted = useChatState((state) => (state.undoOffered ? state.deleted : undefined));
  return (
    <div className="notice-frame" role="status" aria-live="polite">
      {deleted !== undefined && (
        <Offer
          key={deleted.id}
          words={t.deletedToast(deleted.title === '' ? t.untitled : deleted.title)}
          onUndo={() => void chat.library.restore(deleted.id)}
          onEnd={() => {
            chat.library.withdrawOffer();
          }}
        />
      )}
    </div>
  );
}

interface OfferProps {
  readonly words: string;
  readonly onUndo: () => void;
  readonly onEnd: () => void;
}

function Offer({ words, onUndo, onEnd }: OfferProps) {
  const t = useText();
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const id = setTimeout(onEnd, OFFERED_MS);
    return () => {
      clearTimeout(id);
    };
    // The time runs from the moment at which nobody holds it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [held]);
  const hold = (value: boolean) => () => {
    setHeld(value);
  };
  return (
    <div
      className="notice"
      role="presentation"
      data-testid="undo-toast"
      onPointerEnter={hold(true)}
      onPointerLeave={hold(false)}
      onFocus={hold(true)}
      onBlur={hold(false)}
    >
      <span className="notice-words">{words}</span>
      <button type="button" className="notice-button" aria-keyshortcuts="Control+Z" onClick={onUndo}>
        {t.undo}
      </button>
      <button type="button" className="icon-button" aria-label={t.dismiss} onClick={onEnd}>
        <CloseIcon />
      </button>
    </div>
  );
}
