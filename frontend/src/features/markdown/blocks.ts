export type Block =
  | { readonly kind: 'markdown'; readonly start: number; readonly source: string }
  | {
      readonly kind: 'code';
      readonly start: number;
      readonly source: string;
      readonly language: string;
      readonly code: string;
      readonly closed: boolean;
    }
  | {
      /** Some items of a list; the next block may be the next items of the same one. */
      readonly kind: 'list';
      readonly start: number;
      readonly source: string;
      /** The number of its first item; undefined for a list with bullets. */
      readonly from: number | undefined;
    }
  | {
      readonly kind: 'math';
      readonly start: number;
      readonly source: string;
      readonly formula: string;
      readonly closed: boolean;
    }
  | {
      readonly kind: 'table';
      readonly start: number;
      readonly source: string;
      /** Header and delimiter row, to be repeated in front of each part. */
      readonly head: string;
      readonly rows: readonly string[];
    };

export interface SplitText {
  readonly text: string;
  readonly blocks: readonly Block[];
}

const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$/;
const NESTED_FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})/;
/** What ends a table without a blank line. */
const BEGINS_BLOCK = /^ {0,3}(?:#{1,6}(?:\s|$)|>|[-*+]\s|\d{1,9}[.)]\s|([-*_])[ \t]*(?:\1[ \t]*){2,}$)/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const INDENTED = /^(?: {2,}|\t)/;
const QUOTE = /^ {0,3}>/;
const BLANK = /^\s*$/;
const MATH = /^ {0,3}(\$\$|\\\[)/;
const DELIMITER_ROW = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** No formula is longer; a marker without its partner must not swallow an answer. */
const MAX_MATH_CHARS = 5_000;
const RULE = /^ {0,3}([-*])[ \t]*(?:\1[ \t]*){2,}$/;
/** A list longer than this is cut between its items, so that the growing end stays cheap to render. */
const LONG_LIST_CHARS = 200;

/**
 * Cuts Markdown into blocks that render the same alone as together. While a text grows, all but the last two
 * blocks of the earlier split are kept as they are.
 */
export function splitBlocks(text: string, earlier?: SplitText): SplitText {
  const kept = earlier !== undefined && text.startsWith(earlier.text) ? earlier.blocks.slice(0, -2) : [];
  const last = kept.at(-1);
  const from = last === undefined ? 0 : last.start + last.source.length;
  return { text, blocks: [...kept, ...scan(text, from)] };
}

function scan(text: string, from: number): readonly Block[] {
  const blocks: Block[] = [];
  let position = from;
  while (position < text.length) {
    const end = blockEnd(text, position);
    const block = blockOf(text.slice(position, end), position);
    if (block !== undefined) blocks.push(block);
    position = end;
  }
  return blocks;
}

function blockOf(source: string, start: number): Block | undefined {
  if (BLANK.test(source)) return undefined;
  const firstLine = source.slice(0, lineEnd(source, 0)).trimEnd();
  const fence = FENCE.exec(firstLine);
  if (fence !== null) return codeBlock(source, start, fence[1] ?? '```', fence[2] ?? '');
  return (
    mathBlock(source, start) ??
    tableBlock(source, start) ??
    listBlock(source, start, firstLine) ?? { kind: 'markdown', start, source }
  );
}

function listBlock(source: string, start: number, firstLine: string): Block | undefined {
  if (!LIST_ITEM.test(firstLine) || RULE.test(firstLine)) return undefined;
  const number = /^\s*(\d+)/.exec(firstLine)?.[1];
  return { kind: 'list', start, source, from: number === undefined ? undefined : Number(number) };
}

function mathBlock(source: string, start: number): Block | undefined {
  const mark = MATH.exec(source)?.[1];
  if (mark === undefined) return undefined;
  const end = mathEnd(source, 0);
  if (end === undefined) return undefined;
  const inner = source.trim().slice(2);
  const closing = mark === '$$' ? '$$' : '\\]';
  const closed = inner.endsWith(closing);
  const formula = (closed ? inner.slice(0, -2) : inner).trim();
  return { kind: 'math', start, source, formula, closed };
}

/**
 * Where a formula ends that begins at a position: behind its closing mark, if nothing else stands in that line, or, while
 * it may still come, at the end of the text.
 */
function mathEnd(text: string, start: number): number | undefined {
  const firstEnd = lineEnd(text, start);
  const mark = MATH.exec(text.slice(start, firstEnd))?.[1];
  if (mark === undefined) return undefined;
  const closing = mark === '$$' ? '$$' : '\\]';
  let from = text.indexOf(mark, start) + 2;
  let position = start;
  while (position < text.length && position - start < MAX_MATH_CHARS) {
    const end = lineEnd(text, position);
    const line = text.slice(Math.max(position, from), end);
    if (position > start && BLANK.test(line)) return undefined;
    const found = line.indexOf(closing);
    if (found >= 0) return BLANK.test(line.slice(found + 2)) ? end : undefined;
    position = end;
    from = position;
  }
  return position < text.length ? undefined : position;
}

function tableBlock(source: string, start: number): Block | undefined {
  if (!tableBegins(source, 0)) return undefined;
  const headEnd = lineEnd(source, lineEnd(source, 0));
  const rows = source
    .slice(headEnd)
    .split('\n')
    .filter((row) => !BLANK.test(row));
  return { kind: 'table', start, source, head: source.slice(0, headEnd), rows };
}

/** A header row and a whole delimiter row with as many cells. */
function tableBegins(text: string, start: number): boolean {
  const headEnd = lineEnd(text, start);
  const end = lineEnd(text, headEnd);
  if (end === headEnd || !text.startsWith('\n', end - 1)) return false;
  const head = text.slice(start, headEnd - 1);
  const delimiters = text.slice(headEnd, end - 1);
  if (!delimiters.includes('-') || !DELIMITER_ROW.test(delimiters) || INDENTED.test(head)) return false;
  return (head.includes('|') || delimiters.includes('|')) && cells(head) === cells(delimiters);
}

function cells(row: string): number {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).length;
}

function codeBlock(source: string, start: number, fence: string, info: string): Block {
  const lines = source.slice(lineEnd(source, 0)).split('\n');
  while (lines.length > 0 && BLANK.test(lines.at(-1) ?? '')) lines.pop();
  const lastLine = lines.at(-1) ?? '';
  const closed = closes(lastLine, fence);
  if (closed || isBeginOf(lastLine, fence)) lines.pop();
  const code = lines.join('\n');
  return { kind: 'code', start, source, language: info.trim().split(/\s/, 1)[0] ?? '', code, closed };
}

/** The end of the block that begins at a position, behind its last line feed. */
function blockEnd(text: string, start: number): number {
  let position = start;
  while (position < text.length && BLANK.test(text.slice(position, lineEnd(text, position)))) {
    position = lineEnd(text, position);
  }
  const firstLine = text.slice(position, lineEnd(text, position));
  const fence = FENCE.exec(firstLine.trimEnd());
  if (position > start && position < text.length) return position;
  if (fence !== null) return fenceEnd(text, lineEnd(text, position), fence[1] ?? '```');
  if (tableBegins(text, position)) return tableEnd(text, position);
  return mathEnd(text, position) ?? proseEnd(text, position, firstLine);
}

function tableEnd(text: string, start: number): number {
  let position = lineEnd(text, lineEnd(text, start));
  while (position < text.length) {
    const end = lineEnd(text, position);
    const line = text.slice(position, end).trimEnd();
    if (BLANK.test(line) || BEGINS_BLOCK.test(line) || FENCE.test(line)) return position;
    position = end;
  }
  return position;
}

function fenceEnd(text: string, start: number, fence: string): number {
  let position = start;
  while (position < text.length) {
    const end = lineEnd(text, position);
    if (closes(text.slice(position, end), fence)) return end;
    position = end;
  }
  return position;
}

function proseEnd(text: string, start: number, firstLine: string): number {
  const isList = LIST_ITEM.test(firstLine);
  const isIndented = INDENTED.test(firstLine);
  const isPlain = !isList && !isIndented && !QUOTE.test(firstLine);
  let nested = isList ? NESTED_FENCE.exec(firstLine)?.[1] : undefined;
  let afterBlank = false;
  let position = lineEnd(text, start);
  while (position < text.length) {
    const end = lineEnd(text, position);
    const line = text.slice(position, end).trimEnd();
    if (nested !== undefined) {
      if (closes(line.trimStart(), nested)) nested = undefined;
    } else if (BLANK.test(line)) {
      afterBlank = true;
    } else {
      if (FENCE.test(line) && !(isList && INDENTED.test(line))) return position;
      const continues = INDENTED.test(line) ? isList || isIndented : isList && LIST_ITEM.test(line);
      if (afterBlank && !continues) return position;
      if (isPlain && (mathEnd(text, position) !== undefined || tableBegins(text, position))) return position;
      if (isList && position - start > LONG_LIST_CHARS && LIST_ITEM.test(line)) return position;
      if (isList) nested = NESTED_FENCE.exec(line)?.[1];
      afterBlank = false;
    }
    position = end;
  }
  return position;
}

function closes(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= fence.length && trimmed === fence.charAt(0).repeat(trimmed.length);
}

/** A closing fence of which only a part has arrived. */
function isBeginOf(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return trimmed !== '' && trimmed === fence.charAt(0).repeat(trimmed.length);
}

function lineEnd(text: string, position: number): number {
  const feed = text.indexOf('\n', position);
  return feed < 0 ? text.length : feed + 1;
}

/** The cells of so many rows are parsed at a time. */
const ROWS_PER_PART = 2;

/** A table in parts, each of which is a table; only the last one changes while rows are added. */
export function tableParts(head: string, rows: readonly string[]): readonly string[] {
  const parts = [head + rows.slice(0, ROWS_PER_PART).join('\n')];
  for (let from = ROWS_PER_PART; from < rows.length; from += ROWS_PER_PART) {
    parts.push(head + rows.slice(from, from + ROWS_PER_PART).join('\n'));
  }
  return parts;
}

const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*\S.*$/gm;

/** Link and footnote definitions, which hold for the blocks before them too. */
export function definitionsIn(blocks: readonly Block[]): string {
  return blocks.flatMap(definitionsOf).join('\n');
}

const known = new WeakMap<Block, readonly string[]>();
const none: readonly string[] = [];

function definitionsOf(block: Block): readonly string[] {
  if ((block.kind !== 'markdown' && block.kind !== 'list') || !block.source.includes(']:')) return none;
  const earlier = known.get(block);
  if (earlier !== undefined) return earlier;
  const found = block.source.match(DEFINITION) ?? none;
  known.set(block, found);
  return found;
}

/** The blocks, those of one list together. */
export function withWholeLists(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    const continues =
      before?.kind === 'list' &&
      block.kind === 'list' &&
      (before.from === undefined) === (block.from === undefined);
    if (group !== undefined && continues) group.push(block);
    else groups.push([block]);
  }
  return groups;
}

const MAX_HEAD_CHARS = 5_000;
const TABLE_DELIMITER = /^[ \t]*\|?[ \t]*:?-+[-|: \t]*\n/m;
const UNFINISHED_TABLE = /(^|\n)[ \t]*\|[^\n]*(?:\n[ \t|:-]*)?$/;

/** Without the head of a table whose second line, which makes it a table, has not arrived in full. */
export function withoutUnfinishedTable(source: string): string {
  if (source.length > MAX_HEAD_CHARS) return source;
  return TABLE_DELIMITER.test(source) ? source : source.replace(UNFINISHED_TABLE, '$1');
}
