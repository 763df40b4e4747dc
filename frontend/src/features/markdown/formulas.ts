/** The lazily loaded part: KaTeX, its style sheet and its fonts. */
import katex from 'katex';
import 'katex/dist/katex.min.css';

export type RenderFormula = (element: HTMLElement, source: string, display: boolean) => boolean;

/** False when the source cannot be read; then the element is as it was. */
export const renderFormula: RenderFormula = (element, source, display) => {
  const place = document.createElement('span');
  try {
    katex.render(source, place, {
      displayMode: display,
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxSize: 20,
      maxExpand: 500,
    });
  } catch {
    return false;
  }
  element.replaceChildren(...place.childNodes);
  return true;
};
