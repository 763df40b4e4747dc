import { lazy, memo, Suspense } from 'react';
import { CopyButton } from '../chat/CopyButton';
import { useText } from '../settings/preferences';
import { useHighlighted } from './useHighlighted';

interface Props {
  readonly code: string;
  readonly language: string;
  readonly closed: boolean;
  /** The message still grows: no diagrams are drawn yet. */
  readonly streaming: boolean;
}

const LINES_PER_PART = 40;
const Diagram = lazy(() => import('./Diagram'));

export const CodeBlock = memo(function CodeBlock({ code, language, closed, streaming }: Props) {
  const t = useText();
  const isDiagram = language.toLowerCase() === 'mermaid' && closed && !streaming;
  return (
    <figure className="code" data-testid="code-block">
      <figcaption className="code-head">
        <span className="code-language">{language === '' ? t.plainText : language}</span>
        <CopyButton text={code} label={t.copyCode} />
      </figcaption>
      {isDiagram ? (
        <Suspense fallback={<Source code={code} language="" closed />}>
          <Diagram source={code}>
            <Source code={code} language="" closed />
          </Diagram>
        </Suspense>
      ) : (
        <Source code={code} language={language} closed={closed} />
      )}
    </figure>
  );
});

function Source({ code, language, closed }: Omit<Props, 'streaming'>) {
  const html = useHighlighted(code, language, closed);
  return (
    // Scrolls sideways, so the keyboard must reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre tabIndex={0}>
      {html === undefined ? (
        <code>
          <Lines code={code} />
        </code>
      ) : (
        <code dangerouslySetInnerHTML={{ __html: html }} />
      )}
    </pre>
  );
}

/** Long code in parts that are laid out by themselves, of which only the last one changes. */
function Lines({ code }: { readonly code: string }) {
  const parts = partsOf(code);
  if (parts.length === 1) return code;
  return parts.map((part, index) => (
    <span key={index} className="code-part">
      {part}
    </span>
  ));
}

function partsOf(code: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let lines = 0;
  for (let feed = code.indexOf('\n'); feed >= 0; feed = code.indexOf('\n', feed + 1)) {
    lines += 1;
    if (lines < LINES_PER_PART) continue;
    parts.push(code.slice(from, feed));
    from = feed + 1;
    lines = 0;
  }
  return [...parts, code.slice(from)];
}
