export type Block =
  | { readonly kind: 'markdown'; readonly start: number; readonly source: string }
  | {
      readonly kind: 'code';
      readonly start: number;
      readonly source: string;
      readonly language: string;
      readonly code: string;
      readonly closed: boolean;
    };

export interface SplitText {
  readonly text: string;
  readonly blocks: readonly Block[];
}

const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$/;
const NESTED_FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(`{3,}|~{3,})/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const INDENTED = /^(?: {2,}|\t)/;
const BLANK = /^\s*$/;
/** A list longer than this is cut between its items, so that the growing end stays cheap to render. */
const LONG_LIST_CHARS = 800;

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
  if (fence === null) return { kind: 'markdown', start, source };
  return codeBlock(source, start, fence[1] ?? '```', fence[2] ?? '');
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
  return proseEnd(text, position, firstLine);
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

const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*\S.*$/gm;

/** Link and footnote definitions, which hold for the blocks before them too. */
export function definitionsIn(blocks: readonly Block[]): string {
  return blocks
    .filter((block) => block.kind === 'markdown')
    .flatMap((block) => block.source.match(DEFINITION) ?? [])
    .join('\n');
}

const TABLE_DELIMITER = /^[ \t]*\|?[ \t]*:?-+[-|: \t]*\n/m;
const UNFINISHED_TABLE = /(^|\n)[ \t]*\|[^\n]*(?:\n[ \t|:-]*)?$/;

/** Without the head of a table whose second line, which makes it a table, has not arrived in full. */
export function withoutUnfinishedTable(source: string): string {
  return TABLE_DELIMITER.test(source) ? source : source.replace(UNFINISHED_TABLE, '$1');
}
