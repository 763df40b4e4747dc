import { useCallback, useRef, type RefObject } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { PathStep } from '../../conversation/path';
import { AssistantMessage } from './AssistantMessage';
import { useJump } from './useJump';
import { UserMessage } from './UserMessage';

interface Props {
  readonly steps: readonly PathStep[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The reader is taken somewhere else than to the end. */
  readonly onJump: () => void;
}

/** Up to here all messages are in the page, so that it can be searched and read from its beginning to its end. */
const ALL_UP_TO = 40;
const PADDING_TOP_PX = 12;
const BUFFER_PX = 600;

/** The messages of the open branch: of a long conversation only those that are near the reader's place. */
export function Messages({ steps, scroller, onJump }: Props) {
  const handle = useRef<VirtualizerHandle>(null);
  const bringNear = useCallback((index: number) => {
    handle.current?.scrollToIndex(index, { align: 'start' });
  }, []);
  useJump({ steps, scroller, bringNear, onJump });
  const show = (step: PathStep, index: number) => (
    <Step key={keyOf(step)} step={step} position={index + 1} count={steps.length} />
  );
  if (steps.length <= ALL_UP_TO) return steps.map(show);
  return (
    <div className="steps">
      <Virtualizer
        ref={handle}
        scrollRef={scroller}
        startMargin={PADDING_TOP_PX}
        bufferSize={BUFFER_PX}
        keepMounted={[steps.length - 1]}
        data={steps}
      >
        {show}
      </Virtualizer>
    </div>
  );
}

interface StepProps {
  readonly step: PathStep;
  readonly position: number;
  readonly count: number;
}

function Step({ step, position, count }: StepProps) {
  const { message, siblings, index } = step;
  return (
    <div className="step" data-message-id={message.id} data-position={position} tabIndex={-1}>
      {message.role === 'user' ? (
        <UserMessage message={message} siblings={siblings} index={index} />
      ) : (
        <AssistantMessage message={message} siblings={siblings} index={index} isLast={position === count} />
      )}
    </div>
  );
}

function keyOf({ message }: PathStep): string {
  return message.role === 'user' ? (message.clientMessageId ?? message.id) : message.id;
}
