import {
  startTransition,
  useCallback,
  useEffect,
  useRef,
  useState,
  type Dispatch,
  type KeyboardEvent,
  type RefObject,
  type SetStateAction,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { isRunning } from '../../conversation/model';
import type { PathStep } from '../../conversation/path';
import type { OutboxEntry } from '../../realtime/outbox';
import { useText } from '../settings/preferences';
import { AssistantMessage } from './AssistantMessage';
import { jumpToMessage } from './jumpToMessage';
import { PendingMessage } from './PendingMessage';
import { useJump } from './useJump';
import { UserMessage } from './UserMessage';
import { isVirtual } from './virtual';

interface Props {
  readonly steps: readonly PathStep[];
  /** On their way here, after all others. */
  readonly pending: readonly OutboxEntry[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The reader is taken somewhere else than to the end. */
  readonly onJump: () => void;
}

const PADDING_TOP_PX = 12;
const BUFFER_PX = 600;
const FIRST_PAINT_MS = 200;

/** The messages of the open branch: of a long conversation only those that are near the reader's place. */
export function Messages({ steps, pending, scroller, onJump }: Props) {
  const t = useText();
  const handle = useRef<VirtualizerHandle>(null);
  /** What has the focus stays in the page, however far it is scrolled away. */
  const [focused, setFocused] = useState<number>();
  const bringNear = useCallback((index: number) => {
    handle.current?.scrollToIndex(index, { align: 'start' });
  }, []);
  useJump({ steps, scroller, bringNear, onJump });
  const virtual = isVirtual(steps.length);
  const buffer = useBuffer(virtual);
  const count = steps.length + pending.length;
  if (count === 0) return null;
  const show = (step: PathStep, index: number) => (
    <Step
      key={keyOf(step)}
      step={step}
      position={index + 1}
      count={count}
      isLast={index === steps.length - 1}
      onFocus={setFocused}
    />
  );
  const last = steps.length - 1;
  const kept = focused === undefined || focused >= last ? [last] : [focused, last];
  return (
    // The keys of a feed; those who do not know them have all others.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="steps"
      role="feed"
      aria-label={t.conversationLabel}
      aria-busy={pending.length > 0}
      data-virtual={virtual}
      data-testid="messages"
      onKeyDown={(event) => {
        const next = neighbour(event, steps);
        if (next === undefined) return;
        event.preventDefault();
        jumpToMessage(next.message.id);
      }}
    >
      {virtual ? (
        <Virtualizer
          ref={handle}
          scrollRef={scroller}
          startMargin={PADDING_TOP_PX}
          bufferSize={buffer}
          keepMounted={kept}
          data={steps}
        >
          {show}
        </Virtualizer>
      ) : (
        steps.map(show)
      )}
      {pending.map((entry, index) => (
        <PendingMessage
          key={entry.clientMessageId}
          entry={entry}
          position={steps.length + index + 1}
          count={count}
        />
      ))}
    </div>
  );
}

/** What is on screen comes first; what is near it, once that is painted, in pieces. */
function useBuffer(virtual: boolean): number {
  const [buffer, setBuffer] = useState(0);
  useEffect(() => {
    if (!virtual) return undefined;
    const id = setTimeout(() => {
      startTransition(() => {
        setBuffer(BUFFER_PX);
      });
    }, FIRST_PAINT_MS);
    return () => {
      clearTimeout(id);
      setBuffer(0);
    };
  }, [virtual]);
  return buffer;
}

/** From message to message, as in every feed; keys in a message's own buttons and fields are theirs. */
function neighbour(event: KeyboardEvent, steps: readonly PathStep[]): PathStep | undefined {
  const by = { PageDown: 1, PageUp: -1 }[event.key];
  const { target } = event;
  if (by === undefined || !(target instanceof HTMLElement) || !target.classList.contains('step')) {
    return undefined;
  }
  return steps[Number(target.dataset['position']) - 1 + by];
}

interface StepProps {
  readonly step: PathStep;
  readonly position: number;
  readonly count: number;
  readonly isLast: boolean;
  readonly onFocus: Dispatch<SetStateAction<number | undefined>>;
}

function Step({ step, position, count, isLast, onFocus }: StepProps) {
  const t = useText();
  const { message, siblings, index } = step;
  // What is taken out of the page with the focus in it tells nobody that it has lost it.
  useEffect(
    () => () => {
      onFocus((focused) => (focused === position - 1 ? undefined : focused));
    },
    [position, onFocus],
  );
  return (
    // Only watched: nothing is to be done here.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <article
      className="step"
      aria-label={message.role === 'user' ? t.you : t.assistant}
      aria-posinset={position}
      aria-setsize={count}
      aria-busy={isRunning(message)}
      data-message-id={message.id}
      data-position={position}
      tabIndex={-1}
      onFocus={() => {
        onFocus(position - 1);
      }}
      onBlur={() => {
        onFocus(undefined);
      }}
    >
      {message.role === 'user' ? (
        <UserMessage message={message} siblings={siblings} index={index} />
      ) : (
        <AssistantMessage message={message} siblings={siblings} index={index} isLast={isLast} />
      )}
    </article>
  );
}

function keyOf({ message }: PathStep): string {
  return message.role === 'user' ? (message.clientMessageId ?? message.id) : message.id;
}
