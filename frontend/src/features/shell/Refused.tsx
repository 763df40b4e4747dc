import type { Problem } from '../../protocol/vocabulary';
import { ErrorBlock } from '../chat/ErrorBlock';
import { useText } from '../settings/preferences';

interface Props {
  readonly title: string;
  readonly problem: Problem | undefined;
  readonly onAgain: () => void;
}

/** What could not be loaded, and to ask for it again. */
export function Refused({ title, problem, onAgain }: Props) {
  const t = useText();
  if (problem === undefined) return null;
  return (
    <ErrorBlock title={title} problem={problem} tone="error">
      <button type="button" className="button" onClick={onAgain}>
        {t.tryAgain}
      </button>
    </ErrorBlock>
  );
}
