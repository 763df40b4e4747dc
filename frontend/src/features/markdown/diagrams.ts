export interface DiagramRequest {
  readonly id: number;
  readonly text: string;
  readonly dark: boolean;
}

/** With id 0 it only says that the frame is ready. */
export interface DiagramAnswer {
  readonly id: number;
  readonly svg: string | undefined;
}

const TIMEOUT_MS = 20_000;
const waiting = new Map<number, (svg: string | undefined) => void>();
let requests = 0;
let frame: Promise<HTMLIFrameElement> | undefined;

/** Draws Mermaid in a frame that can reach nothing; undefined where that fails or takes too long. */
export async function drawDiagram(text: string, dark: boolean): Promise<string | undefined> {
  requests += 1;
  const id = requests;
  const answer = new Promise<string | undefined>((resolve) => {
    waiting.set(id, resolve);
    setTimeout(() => {
      resolve(undefined);
      waiting.delete(id);
    }, TIMEOUT_MS);
  });
  frame ??= openFrame();
  void frame.then(({ contentWindow }) => {
    contentWindow?.postMessage({ id, text, dark } satisfies DiagramRequest, location.origin);
  });
  return answer;
}

function openFrame(): Promise<HTMLIFrameElement> {
  const element = document.createElement('iframe');
  element.src = new URL('diagram.html', document.baseURI).href;
  element.className = 'diagram-frame';
  element.tabIndex = -1;
  element.title = 'Diagrams';
  element.setAttribute('aria-hidden', 'true');
  return new Promise((resolve) => {
    addEventListener('message', ({ source, origin, data }: MessageEvent<DiagramAnswer>) => {
      if (source !== element.contentWindow || origin !== location.origin) return;
      if (data.id === 0) resolve(element);
      waiting.get(data.id)?.(data.svg);
      waiting.delete(data.id);
    });
    document.body.append(element);
  });
}
