import { useEffect, useState } from 'react';
import type { DraftSlot } from '../../conversation/state';
import { lasting } from '../../conversation/storage';
import { useChatState } from '../chat/useChat';
import { composerInbox } from './inbox';

/** The text in the composer, remembered per user and conversation. */
export function useDraft(slot: DraftSlot): readonly [string, (text: string) => void] {
  const owner = useChatState((state) => state.owner) ?? '';
  const keyOf = (id: string) => `parley.draft.${owner}.${id}`;
  const [current, setCurrent] = useState({ id: slot.id, owner });
  const [text, setText] = useState(() => lasting.get(keyOf(slot.id)) ?? '');

  if (slot.id !== current.id || owner !== current.owner) {
    setCurrent({ id: slot.id, owner });
    // What was written just now goes with whoever is here.
    const goesOn = owner !== current.owner && text !== '' ? slot.id === current.id : false;
    if (slot.renamedFrom !== current.id && !goesOn) setText(lasting.get(keyOf(slot.id)) ?? '');
  }

  const renamedFrom = slot.renamedFrom === undefined ? undefined : keyOf(slot.renamedFrom);
  useEffect(() => {
    if (renamedFrom !== undefined) lasting.set(renamedFrom, undefined);
  }, [renamedFrom]);

  const key = `parley.draft.${current.owner}.${current.id}`;
  useEffect(() => {
    lasting.set(key, text === '' ? undefined : text);
  }, [key, text]);

  useEffect(
    () =>
      composerInbox.subscribe(({ text: inserted }) => {
        setText((before) => (before.trim() === '' ? inserted : `${inserted}\n${before}`));
      }),
    [],
  );

  return [text, setText];
}
