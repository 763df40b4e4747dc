import { useEffect, useState } from 'react';
import type { DraftSlot } from '../../conversation/state';
import { lasting } from '../../conversation/storage';
import { composerInbox } from './inbox';

const keyOf = (slot: string) => `parley.draft.${slot}`;

/** The text in the composer, remembered per conversation. */
export function useDraft(slot: DraftSlot): readonly [string, (text: string) => void] {
  const [current, setCurrent] = useState(slot.id);
  const [text, setText] = useState(() => lasting.get(keyOf(slot.id)) ?? '');

  if (slot.id !== current) {
    setCurrent(slot.id);
    if (slot.renamedFrom !== current) setText(lasting.get(keyOf(slot.id)) ?? '');
  }

  useEffect(() => {
    if (slot.renamedFrom !== undefined) lasting.set(keyOf(slot.renamedFrom), undefined);
  }, [slot.renamedFrom]);

  useEffect(() => {
    lasting.set(keyOf(current), text === '' ? undefined : text);
  }, [current, text]);

  useEffect(
    () =>
      composerInbox.subscribe(({ text: inserted }) => {
        setText((before) => (before.trim() === '' ? inserted : `${inserted}\n${before}`));
      }),
    [],
  );

  return [text, setText];
}
