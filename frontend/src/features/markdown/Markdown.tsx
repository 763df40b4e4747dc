import { memo, useLayoutEffect, useRef, useState } from 'react';
import {
  definitionsIn,
  splitBlocks,
  tableParts,
  withWholeLists,
  withoutUnfinishedTable,
  type Block,
  type SplitText,
} from './blocks';
import { isParsable, paragraphPieces, withVisibleBidi } from './bounds';
import { CodeBlock } from './CodeBlock';
import { Formula } from './Formula';
import { Parsed, type Piece } from './Parsed';
import { PlainBlock } from './PlainBlock';
import { TableBox } from './TableBox';
import { usePaced } from './usePaced';

/** So many can hardly come between two frames. */
const NEAR_BLOCKS = 8;
const FAR = 'data-far';

interface Props {
  readonly text: string;
  readonly streaming: boolean;
}

/** Only the blocks that changed are rendered again: while a text grows, that is the last one. */
export const Markdown = memo(function Markdown({ text, streaming }: Props) {
  const shown = usePaced(withVisibleBidi(text), streaming);
  const { blocks } = useSplit(shown);
  const definitions = definitionsIn(blocks);
  const groups = withWholeLists(blocks);
  const last = groups.length - 1;
  const body = useFarBlocks();
  return (
    <div ref={body} className="markdown" data-streaming={streaming}>
      {groups.map((group, index) => {
        const [block] = group;
        if (block === undefined) return null;
        const own = block.source.includes('[') ? definitions : '';
        if (block.kind === 'list') {
          return <List key={block.start} from={block.from} blocks={group} definitions={definitions} />;
        }
        return (
          <BlockView
            key={block.start}
            block={block}
            growing={streaming && index === last}
            streaming={streaming}
            definitions={own}
          />
        );
      })}
    </div>
  );
});

/**
 * Marks all blocks but the last ones, which the browser then need not lay out while they are off screen. By hand, and each
 * block once: as a rule of CSS, :nth-last-child makes the browser match every block anew whenever one is added.
 */
function useFarBlocks() {
  const body = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const blocks = body.current?.children ?? [];
    const near = blocks.length - NEAR_BLOCKS;
    for (let index = Math.max(0, near); index < blocks.length; index += 1)
      blocks[index]?.removeAttribute(FAR);
    for (let index = near - 1; index >= 0 && blocks[index]?.hasAttribute(FAR) === false; index -= 1) {
      blocks[index]?.setAttribute(FAR, '');
    }
  });
  return body;
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
    case 'list':
    case 'markdown':
      return (
        <Prose
          source={growing ? withoutUnfinishedTable(block.source) : block.source}
          definitions={definitions}
        />
      );
  }
});

interface ProseProps {
  readonly source: string;
  readonly definitions: string;
}

const Prose = memo(function Prose({ source, definitions }: ProseProps) {
  if (source.trim() === '') return <p />;
  const pieces = paragraphPieces(source);
  if (pieces?.every(isParsable) === true) {
    return <p>{pieces.map(parsed('paragraph', definitions))}</p>;
  }
  if (!isParsable(source)) return <PlainBlock text={source} />;
  return <Parsed source={source} definitions={definitions} piece="whole" />;
});

const parsed = (piece: Piece, definitions: string) =>
  function show(source: string, index: number) {
    return <Parsed key={index} source={source} definitions={definitions} piece={piece} />;
  };

interface ListProps {
  readonly from: number | undefined;
  readonly blocks: readonly Block[];
  readonly definitions: string;
}

function List({ from, blocks, definitions }: ListProps) {
  if (!blocks.every(({ source }) => isParsable(source))) {
    return <PlainBlock text={blocks.map(({ source }) => source).join('')} />;
  }
  const items = blocks.map(({ start, source }) => (
    <Parsed key={start} source={source} definitions={source.includes('[') ? definitions : ''} piece="list" />
  ));
  return from === undefined ? <ul>{items}</ul> : <ol start={from}>{items}</ol>;
}

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
        {parts.slice(0, 1).map(parsed('table', definitions))}
        {parts.slice(1).map(parsed('more-table', definitions))}
      </table>
    </TableBox>
  );
}
