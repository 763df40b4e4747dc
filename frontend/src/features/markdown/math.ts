import type { Extension as FromMarkdown } from 'mdast-util-from-markdown';
import type { Code, Construct, Effects, Extension, State, TokenizeContext } from 'micromark-util-types';
import type { Processor } from 'unified';

declare module 'micromark-util-types' {
  interface TokenTypeMap {
    mathText: 'mathText';
    mathTextMark: 'mathTextMark';
    mathTextData: 'mathTextData';
  }
}

const DOLLAR = 36;
const BACKSLASH = 92;
const SPACE = 32;
const OPENERS: ReadonlyMap<Code, Code> = new Map([
  [40, 41],
  [91, 93],
]);
/** A formula that is longer than this is text. */
const MAX_CHARS = 1_000;

/** Class names that carry a formula through Markdown; Markdown.tsx turns them into formulas. */
export const INLINE_MATH = 'math-inline';
export const DISPLAY_MATH = 'math-display';

/**
 * Formulas inside prose: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`. A single dollar only counts where it stands close to what it
 * encloses and away from letters and digits, so that prices and shell variables stay text.
 */
export function remarkMath(this: Processor): void {
  const data = this.data() as {
    micromarkExtensions?: Extension[];
    fromMarkdownExtensions?: FromMarkdown[];
  };
  (data.micromarkExtensions ??= []).push({
    text: { [DOLLAR]: dollars, [BACKSLASH]: backslash },
  });
  (data.fromMarkdownExtensions ??= []).push(fromMarkdown);
}

const dollars: Construct = { name: 'mathDollars', tokenize: tokenizeDollars, previous: afterNoWord };
const backslash: Construct = { name: 'mathBackslash', tokenize: tokenizeBackslash };

const fromMarkdown: FromMarkdown = {
  enter: {
    mathText(token) {
      const source = this.sliceSerialize(token);
      const wide = source.startsWith('$$') || source.startsWith('\\[');
      const marks = source.startsWith('$') && !wide ? 1 : 2;
      this.enter(
        {
          type: 'inlineCode',
          value: source.slice(marks, -marks),
          data: { hProperties: { className: [wide ? DISPLAY_MATH : INLINE_MATH] } },
        },
        token,
      );
    },
  },
  exit: {
    mathText(token) {
      this.exit(token);
    },
  },
};

function tokenizeDollars(this: TokenizeContext, effects: Effects, ok: State, nok: State): State {
  let size = 0;
  let last: Code = null;
  let chars = 0;
  return start;

  function start(code: Code): State | undefined {
    effects.enter('mathText');
    effects.enter('mathTextMark');
    return open(code);
  }

  function open(code: Code): State | undefined {
    if (code === DOLLAR && size < 2) {
      effects.consume(code);
      size += 1;
      return open;
    }
    if (code === null || code === DOLLAR) return nok(code);
    if (size === 1 && isBlank(code)) return nok(code);
    effects.exit('mathTextMark');
    return between(code);
  }

  function between(code: Code): State | undefined {
    if (code === null || chars > MAX_CHARS) return nok(code);
    if (isLineEnd(code)) {
      effects.enter('lineEnding');
      effects.consume(code);
      effects.exit('lineEnding');
      last = code;
      return between;
    }
    if (code === DOLLAR) {
      if (size === 1 && isBlank(last)) return nok(code);
      effects.enter('mathTextMark');
      return size === 1 ? close(code) : closeTwo(code);
    }
    effects.enter('mathTextData');
    return content(code);
  }

  function content(code: Code): State | undefined {
    if (code === null || code === DOLLAR || isLineEnd(code) || chars > MAX_CHARS) {
      effects.exit('mathTextData');
      return between(code);
    }
    effects.consume(code);
    last = code;
    chars += 1;
    return code === BACKSLASH ? escaped : content;
  }

  function escaped(code: Code): State | undefined {
    if (code === DOLLAR || code === BACKSLASH) {
      effects.consume(code);
      last = code;
      return content;
    }
    return content(code);
  }

  function close(code: Code): State | undefined {
    effects.consume(code);
    effects.exit('mathTextMark');
    effects.exit('mathText');
    return after;
  }

  function closeTwo(code: Code): State | undefined {
    effects.consume(code);
    return (next) => (next === DOLLAR ? close(next) : nok(next));
  }

  function after(code: Code): State | undefined {
    return isWord(code) || code === DOLLAR ? nok(code) : ok(code);
  }
}

function tokenizeBackslash(effects: Effects, ok: State, nok: State): State {
  let closer: Code = null;
  let chars = 0;
  return start;

  function start(code: Code): State | undefined {
    effects.enter('mathText');
    effects.enter('mathTextMark');
    effects.consume(code);
    return open;
  }

  function open(code: Code): State | undefined {
    const found = OPENERS.get(code);
    if (found === undefined) return nok(code);
    closer = found;
    effects.consume(code);
    effects.exit('mathTextMark');
    return between;
  }

  function between(code: Code): State | undefined {
    if (code === null || chars > MAX_CHARS) return nok(code);
    if (isLineEnd(code)) {
      effects.enter('lineEnding');
      effects.consume(code);
      effects.exit('lineEnding');
      return between;
    }
    effects.enter('mathTextData');
    return content(code);
  }

  function content(code: Code): State | undefined {
    if (code === null || isLineEnd(code) || chars > MAX_CHARS) {
      effects.exit('mathTextData');
      return between(code);
    }
    effects.consume(code);
    chars += 1;
    return code === BACKSLASH ? escaped : content;
  }

  function escaped(code: Code): State | undefined {
    if (code === closer) {
      effects.consume(code);
      effects.exit('mathTextData');
      effects.exit('mathText');
      return ok;
    }
    if (code === BACKSLASH) {
      effects.consume(code);
      return content;
    }
    return content(code);
  }
}

function afterNoWord(code: Code): boolean {
  return !isWord(code) && code !== DOLLAR;
}

function isWord(code: Code): boolean {
  if (code === null) return false;
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** Line ends and expanded tabs are negative. */
function isLineEnd(code: Code): boolean {
  return code !== null && code >= -5 && code <= -3;
}

function isBlank(code: Code): boolean {
  return code === null || code === SPACE || (code >= -5 && code < 0);
}
