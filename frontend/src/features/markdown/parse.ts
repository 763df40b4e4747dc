import type { Element, ElementContent, Root, RootContent } from 'hast';
import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { remarkBareLinks, safeUrl } from './links';
import { remarkMath } from './math';

// HTML comes out as raw nodes, which become text below.
const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkCjkFriendly)
  .use(remarkBareLinks)
  .use(remarkRehype, { allowDangerousHtml: true })
  .freeze();

/** What a Markdown source says. All of it goes through here: HTML stays text, addresses are checked. */
export function parse(source: string): Root {
  const tree = processor.runSync(processor.parse(source));
  secure(tree);
  return tree;
}

function secure(parent: Root | Element): void {
  const children: (RootContent | ElementContent)[] = parent.children;
  children.forEach((child, index) => {
    if (child.type === 'raw') children[index] = { type: 'text', value: child.value };
    if (child.type !== 'element') return;
    for (const name of ['href', 'src']) {
      const url = child.properties[name];
      if (url !== undefined) child.properties[name] = safeUrl(typeof url === 'string' ? url : '', name);
    }
    secure(child);
  });
}
