/** What runs in the frame that draws diagrams: source in, image out. */
import mermaid from 'mermaid';
import type { DiagramAnswer, DiagramRequest } from './diagrams';

const MAX_CHARS = 20_000;
let drawing = Promise.resolve();

addEventListener('message', ({ source, origin, data }: MessageEvent<DiagramRequest>) => {
  if (source !== parent || origin !== location.origin) return;
  drawing = drawing.then(async () => {
    tell({ id: data.id, svg: await draw(data).catch(() => undefined) });
  });
});
tell({ id: 0, svg: undefined });

async function draw({ id, text, dark }: DiagramRequest): Promise<string | undefined> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    theme: dark ? 'dark' : 'neutral',
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    maxTextSize: MAX_CHARS,
    fontFamily: 'sans-serif',
  });
  const { svg } = await mermaid.render(`diagram-${String(id)}`, text);
  const element = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
  if (element === null) return undefined;
  // An image needs a size of its own.
  const { width, height } = element.viewBox.baseVal;
  element.setAttribute('width', String(Math.ceil(width)));
  element.setAttribute('height', String(Math.ceil(height)));
  return new XMLSerializer().serializeToString(element);
}

function tell(answer: DiagramAnswer): void {
  parent.postMessage(answer, location.origin);
}
