export interface HighlightRequest {
  readonly id: number;
  readonly code: string;
  readonly language: string;
}

export interface HighlightAnswer {
  readonly id: number;
  readonly html: string | undefined;
}

type Waiting = (html: string | undefined) => void;

let worker: Worker | undefined;
let requests = 0;
const waiting = new Map<number, Waiting>();

/** HTML of highlighted code, undefined for an unknown language; in a worker where there is one. */
export async function highlighted(code: string, language: string): Promise<string | undefined> {
  if (typeof Worker === 'undefined') return (await import('./languages')).highlight(code, language);
  // Not in the task that shows the code.
  await new Promise((resolve) => setTimeout(resolve));
  worker ??= startWorker();
  requests += 1;
  const request: HighlightRequest = { id: requests, code, language };
  worker.postMessage(request);
  return new Promise((resolve) => {
    waiting.set(request.id, resolve);
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL('./highlight.worker.ts', import.meta.url), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<HighlightAnswer>) => {
    waiting.get(data.id)?.(data.html);
    waiting.delete(data.id);
  };
  // Without it code stays plain.
  started.onerror = () => {
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  };
  return started;
}
