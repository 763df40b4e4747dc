import type { Link, Nodes, Parents, Root } from 'mdast';
import type { Code, Construct, Effects, Extension, State } from 'micromark-util-types';
import type { Processor } from 'unified';

/** Full-width punctuation never belongs to a bare URL, though every Markdown parser takes it along. */
const FULL_WIDTH =
  /[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2018\u2019\u201c\u201d\u2026]/;

/**
 * Lets a bare URL end where full-width punctuation begins. What follows it is read as Markdown, so code and emphasis behind
 * the comma are none of the URL's. To be used after remark-gfm, whose constructs it wraps.
 */
export function remarkBareLinks(this: Processor) {
  const data = this.data() as { micromarkExtensions?: Extension[] };
  data.micromarkExtensions = data.micromarkExtensions?.map(endingEarly);
  return (tree: Root): void => {
    visit(tree);
  };
}

type Tried = Parameters<Effects['attempt']>[0];

const URLS: ReadonlySet<string | undefined> = new Set(['protocolAutolink', 'wwwAutolink']);

function endingEarly(extension: Extension): Extension {
  const text = Object.entries(extension.text ?? {}).map(([code, constructs]) => [
    code,
    [constructs ?? []].flat().map((construct) => (URLS.has(construct.name) ? bounded(construct) : construct)),
  ]);
  return { ...extension, text: Object.fromEntries(text) as Extension['text'] };
}

/** The construct, with those that it tries itself: for them the text ends at full-width punctuation. */
function bounded(construct: Construct): Construct {
  return {
    ...construct,
    tokenize(effects, ok, nok) {
      let code: Code = null;
      let left = false;
      const blinkered =
        (state: State): State =>
        (actual) => {
          code = actual;
          const ends = actual !== null && FULL_WIDTH.test(String.fromCharCode(actual));
          const next = state(ends ? null : actual);
          return left || next === undefined ? next : blinkered(next);
        };
      // Whoever comes after it is told what really stands there.
      const seeing =
        (state: State, leaves = false): State =>
        () => {
          left = leaves;
          return state(code);
        };
      const within = (outer: Effects): Effects => ({
        ...outer,
        attempt: (tried, ...states) => outer.attempt(inside(tried), ...states),
        check: (tried, ...states) => outer.check(inside(tried), ...states),
      });
      const inside = (tried: Tried): Tried =>
        isConstruct(tried)
          ? {
              ...tried,
              tokenize(inner, done, failed) {
                return tried.tokenize.call(this, within(inner), seeing(done), seeing(failed));
              },
            }
          : tried;
      return blinkered(construct.tokenize.call(this, within(effects), seeing(ok, true), seeing(nok, true)));
    },
  };
}

function isConstruct(tried: Tried): tried is Construct {
  return typeof (tried as Partial<Construct>).tokenize === 'function';
}

function visit(parent: Parents): void {
  for (let index = 0; index < parent.children.length; index += 1) {
    const node = parent.children[index] as Nodes;
    if (node.type === 'link') trim(parent, index, node);
    else if ('children' in node) visit(node);
  }
}

function trim(parent: Parents, index: number, link: Link): void {
  const [label] = link.children;
  if (link.children.length !== 1 || label?.type !== 'text') return;
  const cut = label.value.search(FULL_WIDTH);
  if (cut <= 0 || !isBare(link, label.value)) return;
  const rest = label.value.slice(cut);
  label.value = label.value.slice(0, cut);
  link.url = link.url.slice(0, link.url.length - rest.length);
  (parent.children as Nodes[]).splice(index + 1, 0, { type: 'text', value: rest });
}

function isBare(link: Link, label: string): boolean {
  return link.url === label || link.url === `http://${label}` || link.url === `mailto:${label}`;
}

const ALLOWED: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** The address as the browser will read it, or undefined where it is not one that an answer may point to. */
export function safeUrl(url: string, key: string): string | undefined {
  const base = key === 'src' ? document.baseURI : undefined;
  try {
    return ALLOWED.has(new URL(url, base).protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
