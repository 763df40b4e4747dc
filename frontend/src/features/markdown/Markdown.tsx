import { isValidElement, memo, startTransition, useEffect, useState, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkGfm from 'remark-gfm';
import {
  definitionsIn,
  splitBlocks,
  tableParts,
  withoutUnfinishedTable,
  type Block,
  type SplitText,
} from './blocks';
import { isParsable, paragraphPieces, withVisibleBidi } from './bounds';
import { CodeBlock } from './CodeBlock';
import { Formula } from './Formula';
import { Image } from './Image';
import { remarkBareLinks, safeUrl } from './links';
import { DISPLAY_MATH, INLINE_MATH, remarkMath } from './math';
import { PlainBlock } from './PlainBlock';

interface Props {
  readonly text: string;
  readonly streaming: boolean;
}

/** So much of a finished text is rendered at once; the rest follows without keeping the page from its work. */
const AT_ONCE_CHARS = 3_000;

/** Only the blocks that changed are rendered again: while a text grows, that is the last one. */
export const Markdown = memo(function Markdown({ text, streaming }: Props) {
  const shown = useInTwoSteps(withVisibleBidi(text), streaming);
  const { blocks } = useSplit(shown);
  const definitions = definitionsIn(blocks);
  const last = blocks.length - 1;
  return (
    <div className="markdown" data-streaming={streaming}>
      {blocks.map((block, index) => (
        <BlockView
          key={block.start}
          block={block}
          growing={streaming && index === last}
          streaming={streaming}
          definitions={block.source.includes('[') ? definitions : ''}
        />
      ))}
    </div>
  );
});

function useInTwoSteps(text: string, streaming: boolean): string {
  const [whole, setWhole] = useState(streaming || text.length <= AT_ONCE_CHARS);
  useEffect(() => {
    if (!whole) {
      startTransition(() => {
        setWhole(true);
      });
    }
  }, [whole]);
  return whole ? text : text.slice(0, AT_ONCE_CHARS);
}

function useSplit(text: string): SplitText {
  const [split, setSplit] = useState(() => splitBlocks(text));
  if (split.text === text) return split;
  const next = splitBlocks(text, split);
  setSplit(next);
  return next;
}

interface BlockProps {
  readonly block: Block;
  readonly growing: boolean;
  readonly streaming: boolean;
  readonly definitions: string;
}

const BlockView = memo(function BlockView({ block, growing, streaming, definitions }: BlockProps) {
  switch (block.kind) {
    case 'code':
      return (
        <CodeBlock code={block.code} language={block.language} closed={block.closed} streaming={streaming} />
      );
    case 'math':
      return block.closed || !growing ? (
        <p>
          <Formula source={block.formula} display />
        </p>
      ) : (
        <p className="formula-source">{block.formula}</p>
      );
    case 'table':
      return <Table head={block.head} rows={block.rows} definitions={definitions} />;
    case 'markdown':
      return (
        <Prose
          source={growing ? withoutUnfinishedTable(block.source) : block.source}
          definitions={definitions}
        />
      );
  }
});

const plugins = [remarkGfm, remarkMath, remarkCjkFriendly, remarkBareLinks];

const components: Components = {
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
  table: ({ children }) => (
    <TableBox>
      <table>{children}</table>
    </TableBox>
  ),
};
/** For the pieces of one paragraph. */
const inlineComponents: Components = { ...components, p: ({ children }) => <>{children}</> };
/** For the parts of one table. */
const firstRows: Components = { ...components, table: ({ children }) => <>{children}</> };
const moreRows: Components = { ...firstRows, thead: () => null };

interface ProseProps {
  readonly source: string;
  readonly definitions: string;
}

const Prose = memo(function Prose({ source, definitions }: ProseProps) {
  if (source.trim() === '') return <p />;
  const pieces = paragraphPieces(source);
  if (pieces?.every(isParsable) === true) {
    return (
      <p>
        {pieces.map((piece, index) => (
          <Parsed key={index} source={piece} definitions={definitions} as={inlineComponents} />
        ))}
      </p>
    );
  }
  if (!isParsable(source)) return <PlainBlock text={source} />;
  return <Parsed source={source} definitions={definitions} as={components} />;
});

interface TableProps {
  readonly head: string;
  readonly rows: readonly string[];
  readonly definitions: string;
}

function Table({ head, rows, definitions }: TableProps) {
  const parts = tableParts(head, rows);
  if (!parts.every(isParsable)) return <PlainBlock text={head + rows.join('\n')} />;
  return (
    <TableBox>
      <table>
        {parts.map((part, index) => (
          <Parsed
            key={index}
            source={part}
            definitions={definitions}
            as={index === 0 ? firstRows : moreRows}
          />
        ))}
      </table>
    </TableBox>
  );
}

/** Scrolls sideways, so the keyboard must reach it. */
function TableBox({ children }: { readonly children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" tabIndex={0}>
      {children}
    </div>
  );
}

interface ParsedProps extends ProseProps {
  readonly as: Components;
}

const Parsed = memo(function Parsed({ source, definitions, as }: ParsedProps) {
  return (
    <ReactMarkdown remarkPlugins={plugins} components={as} urlTransform={safeUrl}>
      {definitions === '' ? source : `${source}\n\n${definitions}`}
    </ReactMarkdown>
  );
});

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
