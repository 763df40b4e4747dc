import { isValidElement, memo, useState, type ReactNode } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkCjkFriendly from 'remark-cjk-friendly';
import remarkGfm from 'remark-gfm';
import { definitionsIn, splitBlocks, withoutUnfinishedTable, type SplitText } from './blocks';
import { CodeBlock } from './CodeBlock';
import { Image } from './Image';
import { remarkBareLinks } from './links';

interface Props {
  readonly text: string;
  readonly streaming: boolean;
}

/** Only the blocks that changed are rendered again: while a text grows, that is the last one. */
export const Markdown = memo(function Markdown({ text, streaming }: Props) {
  const { blocks } = useSplit(text);
  const definitions = definitionsIn(blocks);
  const last = blocks.length - 1;
  return (
    <div className="markdown" data-streaming={streaming}>
      {blocks.map((block, index) => {
        if (block.kind === 'code') {
          return (
            <CodeBlock key={block.start} code={block.code} language={block.language} closed={block.closed} />
          );
        }
        const growing = streaming && index === last;
        const source = growing ? withoutUnfinishedTable(block.source) : block.source;
        const needsDefinitions = definitions !== '' && source.includes('[');
        return <Prose key={block.start} source={needsDefinitions ? `${source}\n\n${definitions}` : source} />;
      })}
    </div>
  );
});

function useSplit(text: string): SplitText {
  const [split, setSplit] = useState(() => splitBlocks(text));
  if (split.text === text) return split;
  const next = splitBlocks(text, split);
  setSplit(next);
  return next;
}

const plugins = [remarkGfm, remarkCjkFriendly, remarkBareLinks];

const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  ),
  img: ({ src, alt }) => <Image src={typeof src === 'string' ? src : undefined} alt={alt} />,
  pre: ({ children }) => <NestedCode>{children}</NestedCode>,
  table: ({ children }) => (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};

const Prose = memo(function Prose({ source }: { readonly source: string }) {
  if (source.trim() === '') return <p />;
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components}>
      {source}
    </ReactMarkdown>
  );
});

/** Code inside a list or a quotation, where the splitter does not look. */
function NestedCode({ children }: { readonly children?: ReactNode }) {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(children)) return <pre>{children}</pre>;
  const { className, children: code } = children.props;
  const language = /language-(\S+)/.exec(className ?? '')?.[1] ?? '';
  return (
    <CodeBlock code={(typeof code === 'string' ? code : '').replace(/\n$/, '')} language={language} closed />
  );
}
