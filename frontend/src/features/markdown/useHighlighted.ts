import { useEffect, useState } from 'react';
import { highlighted } from './highlighter';

const MAX_CODE_CHARS = 10_000;

interface Highlighted {
  readonly code: string;
  readonly html: string;
}

/** Highlighted HTML of a code block that is whole; undefined until then, and where there is nothing to gain. */
export function useHighlighted(code: string, language: string, closed: boolean): string | undefined {
  const [result, setResult] = useState<Highlighted>();
  useEffect(() => {
    if (!closed || language === '' || code.length > MAX_CODE_CHARS) return undefined;
    let wanted = true;
    void highlighted(code, language.toLowerCase()).then(
      (html) => {
        if (wanted && html !== undefined) setResult({ code, html });
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [code, language, closed]);
  return result?.code === code && closed ? result.html : undefined;
}
