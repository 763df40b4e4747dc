import { useEffect, useState } from 'react';

const MAX_CODE_CHARS = 20_000;

interface Highlighted {
  readonly code: string;
  readonly html: string;
}

/** Highlighted HTML of a code block that is whole; undefined until then, and where there is nothing to gain. */
export function useHighlighted(code: string, language: string, closed: boolean): string | undefined {
  const [highlighted, setHighlighted] = useState<Highlighted>();
  useEffect(() => {
    if (!closed || language === '' || code.length > MAX_CODE_CHARS) return undefined;
    let wanted = true;
    void import('./languages').then(
      ({ highlight }) => {
        const html = highlight(code, language.toLowerCase());
        if (wanted && html !== undefined) setHighlighted({ code, html });
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [code, language, closed]);
  return highlighted?.code === code && closed ? highlighted.html : undefined;
}
