/** A paragraph that is longer is parsed in pieces, so that its growing end stays cheap. */
const PIECE_CHARS = 200;
/** What is longer than this and cannot be cut is shown as it is. */
const MAX_PARSED_CHARS = 10_000;
/** Emphasis, brackets and formulas without a partner cost the square of their number. */
const MAX_MARKERS = 1_500;
const MAX_FORMULA_MARKERS = 300;
const MAX_DEPTH = 40;

const CONTAINERS = /^(?:[ \t]*(?:>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/gm;
const CONTAINER = />|[-*+]|\d{1,9}[.)]/g;
const BEGINS_NO_PARAGRAPH = /^\s*(?:[>#|=<]|[-*+]\s|\d{1,9}[.)]\s|\[[^\]\n]+\]:)/;
const MAY_BEGIN_A_BLOCK = /[^\p{L}]/u;
/** At the end of a paragraph it would be none. */
const HARD_BREAK = /(?: {2,}|\\)\n$/;
const CUT_AFTER = /[\s。！？；，、]/;

/** Whether a piece of Markdown may be parsed: what would take too long, or nest too deep, may not. */
export function isParsable(source: string): boolean {
  return (
    source.length <= MAX_PARSED_CHARS &&
    count(source, /[*_~[\]<>`]/g) <= MAX_MARKERS &&
    count(source, /\$|\\[[(]/g) <= MAX_FORMULA_MARKERS &&
    depth(source) <= MAX_DEPTH
  );
}

/**
 * A long paragraph in pieces that render the same one after the other as together: cut where nothing is open. Undefined
 * for what is short, or is no paragraph.
 */
export function paragraphPieces(source: string): readonly string[] | undefined {
  if (source.length <= PIECE_CHARS || source.length > MAX_PARSED_CHARS * 10) return undefined;
  if (BEGINS_NO_PARAGRAPH.test(source) || INNER_BLOCK.test(source)) return undefined;
  const pieces: string[] = [];
  let from = 0;
  for (;;) {
    const cut = cutBehind(source, from);
    if (cut === undefined) break;
    pieces.push(source.slice(from, cut));
    from = cut;
  }
  pieces.push(source.slice(from));
  return pieces;
}

/** A line that would begin something else than the next line of a paragraph. */
const INNER_BLOCK = /\n[ \t]*(?:[>#|=]|[-*+]\s|\d{1,9}[.)]\s|-{2,}|<)/;

function cutBehind(source: string, from: number): number | undefined {
  const end = Math.min(source.length, from + MAX_PARSED_CHARS);
  for (let position = from + PIECE_CHARS; position < end; position += 1) {
    if (!CUT_AFTER.test(source.charAt(position - 1))) continue;
    if (MAY_BEGIN_A_BLOCK.test(source.charAt(position)) || source.charAt(position) === '') continue;
    const piece = source.slice(from, position);
    if (isBalanced(piece) && !HARD_BREAK.test(piece)) return position;
  }
  return undefined;
}

function isBalanced(piece: string): boolean {
  return (
    count(piece, /\*/g) % 2 === 0 &&
    count(piece, /_/g) % 2 === 0 &&
    count(piece, /`/g) % 2 === 0 &&
    count(piece, /~/g) % 2 === 0 &&
    count(piece, /\$/g) % 2 === 0 &&
    count(piece, /\[/g) === count(piece, /\]/g) &&
    count(piece, /\(/g) === count(piece, /\)/g) &&
    count(piece, /</g) === count(piece, />/g)
  );
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  pattern.lastIndex = 0;
  while (pattern.test(text)) found += 1;
  return found;
}

/** The deepest nesting of quotations and lists, by marks and by indentation. */
function depth(source: string): number {
  let deepest = 0;
  for (const line of source.match(CONTAINERS) ?? []) deepest = Math.max(deepest, count(line, CONTAINER));
  for (const indent of source.match(/^[ \t]+(?=\S)/gm) ?? []) {
    deepest = Math.max(deepest, Math.floor(indent.length / 2) - 20);
  }
  return deepest;
}

const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;

/** Characters that reorder what stands around them are shown by their number. */
export function withVisibleBidi(text: string): string {
  return text.replace(
    REORDERING,
    (character) => `[U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
}
