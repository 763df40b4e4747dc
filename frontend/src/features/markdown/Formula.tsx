import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RenderFormula } from './formulas';

interface Props {
  readonly source: string;
  readonly display: boolean;
}

let loaded: RenderFormula | undefined;

/** Its source until KaTeX has come, which only the first formula fetches, and where KaTeX cannot read it. */
export const Formula = memo(function Formula({ source, display }: Props) {
  const place = useRef<HTMLSpanElement>(null);
  const [render, setRender] = useState(() => loaded);
  useEffect(() => {
    if (render !== undefined) return undefined;
    let wanted = true;
    void import('./formulas').then(
      ({ renderFormula }) => {
        loaded = renderFormula;
        if (wanted) setRender(() => renderFormula);
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [render]);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    if (render?.(element, source, display) === true) return;
    element.textContent = source;
  }, [render, source, display]);
  return <span ref={place} className={display ? 'formula-display' : 'formula'} data-testid="formula" />;
});
