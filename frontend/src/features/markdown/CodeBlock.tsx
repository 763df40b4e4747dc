import { memo } from 'react';
import { useText } from '../settings/preferences';
import { CopyButton } from '../chat/CopyButton';
import { useHighlighted } from './useHighlighted';

interface Props {
  readonly code: string;
  readonly language: string;
  readonly closed: boolean;
}

export const CodeBlock = memo(function CodeBlock({ code, language, closed }: Props) {
  const t = useText();
  const html = useHighlighted(code, language, closed);
  return (
    <figure className="code" data-testid="code-block">
      <figcaption className="code-head">
        <span className="code-language">{language === '' ? t.plainText : language}</span>
        <CopyButton text={code} label={t.copyCode} />
      </figcaption>
      {/* Scrolls sideways, so the keyboard must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        {html === undefined ? <code>{code}</code> : <code dangerouslySetInnerHTML={{ __html: html }} />}
      </pre>
    </figure>
  );
});
