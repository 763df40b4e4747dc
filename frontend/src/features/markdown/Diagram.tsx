import { useEffect, useState, type ReactNode } from 'react';
import { useText, useTheme } from '../settings/preferences';
import { drawDiagram } from './diagrams';

interface Props {
  readonly source: string;
  /** The source as code: until the diagram is there, and where it cannot be drawn. */
  readonly children: ReactNode;
}

type Drawing = { readonly source: string; readonly svg: string | undefined } | undefined;

/** A Mermaid diagram as an image, which can run nothing. */
export default function Diagram({ source, children }: Props) {
  const t = useText();
  const dark = useDark();
  const [drawing, setDrawing] = useState<Drawing>();
  useEffect(() => {
    let wanted = true;
    void drawDiagram(source, dark).then((svg) => {
      if (wanted) setDrawing({ source, svg });
    });
    return () => {
      wanted = false;
    };
  }, [source, dark]);
  if (drawing?.source !== source) return children;
  if (drawing.svg === undefined) {
    return (
      <>
        <p className="diagram-note" data-testid="diagram-failed">
          {t.diagramFailed}
        </p>
        {children}
      </>
    );
  }
  return (
    <>
      <div className="diagram">
        <img
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.svg)}`}
          alt={t.diagram}
          data-testid="diagram"
        />
      </div>
      <details className="diagram-source">
        <summary>{t.showSource}</summary>
        {children}
      </details>
    </>
  );
}

function useDark(): boolean {
  const theme = useTheme();
  const [system, setSystem] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const changed = () => {
      setSystem(query.matches);
    };
    query.addEventListener('change', changed);
    return () => {
      query.removeEventListener('change', changed);
    };
  }, []);
  return theme === 'dark' || (theme === 'system' && system);
}
