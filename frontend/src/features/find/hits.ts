import type { Message } from '../../conversation/model';
import type { PathStep } from '../../conversation/path';
import { foldedSource, foldedText, placesIn } from './fold';

/** One place where a query was found: in this message, the so-manieth from 0. */
export interface Hit {
  readonly messageId: string;
  readonly position: number;
  readonly nth: number;
}

export const MAX_HITS = 9_999;

/** A message that changes is another object, so this is as long-lived as the text. */
const sources = new WeakMap<Message, string>();

/** @param query as it is compared */
export function findHits(steps: readonly PathStep[], query: string): readonly Hit[] {
  const hits: Hit[] = [];
  if (query === '') return hits;
  for (const [position, { message }] of steps.entries()) {
    for (const nth of placesIn(sourceOf(message), query).keys()) {
      if (hits.length === MAX_HITS) return hits;
      hits.push({ messageId: message.id, position, nth });
    }
  }
  return hits;
}

function sourceOf(message: Message): string {
  let source = sources.get(message);
  if (source === undefined) {
    source = foldedSource(message.text);
    sources.set(message, source);
  }
  return source;
}

const BLOCKS = 'p, li, pre, td, th, h1, h2, h3, h4, h5, h6, blockquote, div';
/** What is no text of the message: its buttons, and what a formula says to screen readers. */
const APART = 'button, figcaption, .katex-mathml';

/** Nobody types it, so nothing is found over the end of a block. */
const NO_TEXT = '\u0000';

/** The places in a message that is on screen. */
export function rangesIn(step: Element, query: string): readonly Range[] {
  const texts: { readonly node: Text; readonly from: number }[] = [];
  let shown = '';
  let block: Element | null = null;
  for (const body of step.querySelectorAll('.bubble, .markdown')) {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!(node instanceof Text) || node.data === '' || parent?.closest(APART) !== null) continue;
      const within = parent.closest(BLOCKS);
      if (within !== block) shown += NO_TEXT;
      block = within;
      texts.push({ node, from: shown.length });
      shown += node.data;
    }
  }
  const { text, at } = foldedText(shown);
  return placesIn(text, query).map((place) => {
    const range = document.createRange();
    const [first, from] = pointAt(texts, at[place] ?? 0);
    const [last, to] = pointAt(texts, at[place + query.length - 1] ?? 0);
    range.setStart(first, from);
    range.setEnd(last, to + 1);
    return range;
  });
}

/** The text node that holds a unit, and where in it; a line's end counts to the text before it. */
function pointAt(
  texts: readonly { readonly node: Text; readonly from: number }[],
  unit: number,
): readonly [Text, number] {
  let low = 0;
  let high = texts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((texts[middle]?.from ?? 0) <= unit) low = middle;
    else high = middle - 1;
  }
  const found = texts[low];
  if (found === undefined) throw new Error('there is no text');
  return [found.node, Math.max(0, Math.min(unit - found.from, found.node.length - 1))];
}
