/** What emphasis and code are written with; it is on no screen, so nobody has to type it. */
const MARKS = /[*`_~]+/g;
const MARK = /[*`_~]/;
const IMAGE = /!\[[^\]\n]*\]\([^)\n]*\)/g;
const LINK = /\[([^\]\n]+)\]\([^)\n]*\)/g;
const FENCE = /^ {0,3}(?:```|~~~).*$/m;

/** Keeps the number of UTF-16 units: the one letter that would become two is replaced first. */
function lower(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase().replace(/\s/g, ' ');
}

/** How a query is compared: without case, marks and the kind of space. A query of marks alone finds nothing. */
export function foldedQuery(query: string): string {
  return lower(query.replace(MARKS, '')).replace(/ +/g, ' ').trim();
}

/** What is read of a message's source, near enough to count what is found in it. */
export function foldedSource(source: string): string {
  return lower(
    source
      .split(FENCE)
      .map((part, index) => (index % 2 === 0 ? part.replace(IMAGE, '').replace(LINK, '$1') : part))
      .join('\n')
      .replace(MARKS, ''),
  );
}

export interface Folded {
  readonly text: string;
  /** Of each unit of the text: where it stood. */
  readonly at: readonly number[];
}

/** A text as it is on screen, and the way back. */
export function foldedText(shown: string): Folded {
  const at: number[] = [];
  let kept = '';
  for (let index = 0; index < shown.length; index += 1) {
    const unit = shown.charAt(index);
    if (MARK.test(unit)) continue;
    kept += unit;
    at.push(index);
  }
  return { text: lower(kept), at };
}

/** Where it begins, from the first to the last place; they do not overlap. */
export function placesIn(text: string, query: string): readonly number[] {
  const places: number[] = [];
  if (query === '') return places;
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) places.push(at);
  return places;
}
