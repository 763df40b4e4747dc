import { useEffect, useState } from 'react';
import { CheckIcon, CopyIcon } from '../../ui/icons';
import { useText } from '../settings/preferences';
import { copyText } from './copyText';

interface Props {
  readonly text: string;
  readonly label: string;
}

const SHOWN_MS = 1_600;

export function CopyButton({ text, label }: Props) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const id = setTimeout(() => {
      setCopied(false);
    }, SHOWN_MS);
    return () => {
      clearTimeout(id);
    };
  }, [copied]);
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={copied ? t.copied : label}
      title={copied ? t.copied : label}
      onClick={() => {
        void copyText(text).then(setCopied);
      }}
    >
      {copied ? <CheckIcon /> : <CopyIcon />}
    </button>
  );
}
