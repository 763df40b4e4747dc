/** Highlights code beside the main thread. */
import { highlight } from './languages';
import type { HighlightAnswer, HighlightRequest } from './highlighter';

addEventListener('message', ({ data }: MessageEvent<HighlightRequest>) => {
  const answer: HighlightAnswer = { id: data.id, html: highlight(data.code, data.language) };
  postMessage(answer);
});
