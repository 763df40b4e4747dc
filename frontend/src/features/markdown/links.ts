import type { Link, Nodes, Parents, Root } from 'mdast';

/** Full-width punctuation never belongs to a bare URL, though every Markdown parser takes it along. */
const FULL_WIDTH =
  /[\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2018\u2019\u201c\u201d\u2026]/;

export function remarkBareLinks() {
  return (tree: Root): void => {
    visit(tree);
  };
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
