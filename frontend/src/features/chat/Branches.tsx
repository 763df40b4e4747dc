import { NextIcon, PreviousIcon } from '../../ui/icons';
import { useText } from '../settings/preferences';
import { useChat } from './useChat';

interface Props {
  readonly siblings: readonly string[];
  readonly index: number;
}

/** Walks between the versions of a message; nothing where there is only one. */
export function Branches({ siblings, index }: Props) {
  const t = useText();
  const chat = useChat();
  if (siblings.length < 2) return null;
  const go = (step: number) => () => {
    const target = siblings[index + step];
    if (target !== undefined) chat.messages.chooseBranch(target);
  };
  return (
    <span className="branches" role="group" aria-label={t.branch(index + 1, siblings.length)}>
      <button
        type="button"
        className="icon-button"
        aria-label={t.previousBranch}
        disabled={index === 0}
        onClick={go(-1)}
      >
        <PreviousIcon />
      </button>
      <span data-testid="branch">
        {index + 1}/{siblings.length}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={t.nextBranch}
        disabled={index === siblings.length - 1}
        onClick={go(1)}
      >
        <NextIcon />
      </button>
    </span>
  );
}
