import { useEffect, useState } from 'react';
import { isRunning, type Message } from '../../conversation/model';
import { visiblePath } from '../../conversation/path';
import type { ChatState } from '../../conversation/state';
import { useText } from '../settings/preferences';
import { useChat } from './useChat';

type Phase = 'waiting' | 'begun' | 'complete' | 'stopped' | 'interrupted' | 'failed';

/** Tells screen readers once that the answer begins, and once how it ended. */
export function Announcer() {
  const t = useText();
  const chat = useChat();
  const [phase, setPhase] = useState<Phase>('waiting');
  useEffect(() => {
    let seen: { id: string; phase: Phase } | undefined;
    return chat.store.subscribe((state) => {
      const answer = lastAnswer(state);
      if (answer === undefined) return;
      const now = phaseOf(answer);
      const before = seen?.id === answer.id ? seen.phase : undefined;
      seen = { id: answer.id, phase: now };
      const live = before === undefined ? now === 'begun' : before !== now;
      if (live) setPhase(now);
    });
  }, [chat]);
  const words = phase === 'waiting' ? '' : phase === 'begun' ? t.announceBegin : t.announceEnd[phase];
  return (
    <div className="off-screen" role="status" aria-live="polite" data-testid="announcer">
      {words}
    </div>
  );
}

function lastAnswer(state: ChatState): Message | undefined {
  const conversation = state.openKey === undefined ? undefined : state.conversations[state.openKey];
  if (conversation === undefined) return undefined;
  const message = visiblePath(conversation, state.branches[conversation.id] ?? {}).at(-1)?.message;
  return message?.role === 'assistant' ? message : undefined;
}

function phaseOf(message: Message): Phase {
  switch (message.state) {
    case 'complete':
    case 'stopped':
    case 'interrupted':
    case 'failed':
      return message.state;
    default:
      return isRunning(message) && message.text !== '' ? 'begun' : 'waiting';
  }
}
