import type { Root, RootContent } from 'hast';
import { toJsxRuntime, type Components } from 'hast-util-to-jsx-runtime';
import { isValidElement, memo, type ReactNode } from 'react';
import { Fragment, jsx, jsxs } from 'react/jsx-runtime';
import { useText } from '../settings/preferences';
import { CodeBlock } from './CodeBlock';
import { Formula } from './Formula';
import { Image } from './Image';
import { DISPLAY_MATH, INLINE_MATH } from './math';
import { parse } from './parse';
import { TableBox } from './TableBox';

/** Which of the outer elements are left out, because they are shared by several pieces. */
export type Piece = 'whole' | 'paragraph' | 'list' | 'table' | 'more-table';

interface Props {
  readonly source: string;
  /** Link definitions of other blocks. */
  readonly definitions: string;
  readonly piece: Piece;
}

/** One piece of Markdown. */
export const Parsed = memo(function Parsed({ source, definitions, piece }: Props) {
  if (piece === 'paragraph' && PLAIN.test(source)) return source;
  if (piece === 'whole' && PLAIN.test(source)) return <p>{source.trim()}</p>;
  const tree = parse(definitions === '' ? source : `${source}\n\n${definitions}`);
  const children = contentOf(tree, piece);
  // A parser takes the space at the end of a paragraph away, but this one goes on.
  if (piece === 'paragraph') children.push({ type: 'text', value: /\s*$/.exec(source)?.[0] ?? '' });
  return toJsxRuntime(
    { type: 'root', children },
    { Fragment, jsx, jsxs, components, ignoreInvalidStyle: true },
  );
});

/** Sentences in which nothing can stand for anything else: most of them, and they need no parser. */
const PLAIN = /^\p{L}(?:(?!www\.|:\/\/|[\\`*_~[\]<>$|&@\n]).)*$/u;

const outer: Readonly<Record<Piece, readonly string[]>> = {
  whole: [],
  paragraph: ['p'],
  list: ['ul', 'ol'],
  table: ['table'],
  'more-table': ['table'],
};

function contentOf(tree: Root, piece: Piece): RootContent[] {
  return tree.children.flatMap((child): RootContent[] => {
    if (child.type !== 'element' || !outer[piece].includes(child.tagName)) return [child];
    if (piece === 'paragraph') return child.children;
    return child.children.filter(
      (part) => part.type === 'element' && !(piece === 'more-table' && part.tagName === 'thead'),
    );
  });
}

const components: Partial<Components> = {
  a: ({ href, children }) =>
    href === undefined || href === '' ? (
      <span>{children}</span>
    ) : (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    ),
  img: ({ src, alt }) => <Image src={typeof src === 'string' ? src : undefined} alt={alt} />,
  pre: ({ children }) => <NestedCode>{children}</NestedCode>,
  code: ({ className, children }) => {
    if (className === INLINE_MATH || className === DISPLAY_MATH) {
      return (
        <Formula source={typeof children === 'string' ? children : ''} display={className === DISPLAY_MATH} />
      );
    }
    return <code className={className}>{children}</code>;
  },
  input: ({ checked }) => <TaskMark done={checked === true} />,
  table: ({ children }) => (
    <TableBox>
      <table>{children}</table>
    </TableBox>
  ),
};

/** The mark of an item in a list of tasks; it cannot be changed here. */
function TaskMark({ done }: { readonly done: boolean }) {
  const t = useText();
  return <input type="checkbox" checked={done} disabled aria-label={done ? t.taskDone : t.taskOpen} />;
}

/** Code inside a list or a quotation, where the splitter does not look. */
function NestedCode({ children }: { readonly children?: ReactNode }) {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return <pre>{children}</pre>;
  const { className, children: code } = children.props;
  const language = /language-(\S+)/.exec(className ?? '')?.[1] ?? '';
  return (
    <CodeBlock
      code={(typeof code === 'string' ? code : '').replace(/\n$/, '')}
      language={language}
      closed
      streaming
    />
  );
}
