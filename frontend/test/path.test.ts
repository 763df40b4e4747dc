import { describe, expect, it } from 'vitest';
import type { Conversation, Message } from '../src/conversation/model';
import { visiblePath } from '../src/conversation/path';

/** Written as 'id<parent'. */
function conversation(...messages: readonly string[]): Conversation {
  const list = messages.map((written): Message => {
    const [id = '', parentId] = written.split('<');
    return { id, parentId, role: 'user', text: '', reasoning: '', state: 'complete', createdAt: 0 };
  });
  return {
    id: 'c',
    title: '',
    createdAt: 0,
    messages: new Map(list.map((message) => [message.id, message])),
    order: list.map((message) => message.id),
  };
}

const ids = (...args: Parameters<typeof visiblePath>) =>
  visiblePath(...args).map(({ message }) => message.id);

describe('visiblePath', () => {
  const forked = conversation('q1', 'a1<q1', 'q2<a1', 'a2<q2', 'a3<q2');

  it('leads to the newest leaf', () => {
    expect(ids(forked, {})).toEqual(['q1', 'a1', 'q2', 'a3']);
  });

  it('goes back to an older branch when that one grew last', () => {
    expect(ids(conversation('q', 'a1<q', 'a2<q', 'q2<a1'), {})).toEqual(['q', 'a1', 'q2']);
  });

  it('follows the branch that was chosen', () => {
    expect(ids(forked, { q2: 'a2' })).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  it('ignores a choice that does not exist', () => {
    expect(ids(forked, { q2: 'gone' })).toEqual(['q1', 'a1', 'q2', 'a3']);
  });

  it('tells siblings and position', () => {
    expect(visiblePath(forked, {}).at(-1)).toMatchObject({ siblings: ['a2', 'a3'], index: 1 });
  });

  it('begins anew where a parent is not known', () => {
    expect(ids(conversation('a1<lost', 'q2<a1'), {})).toEqual(['a1', 'q2']);
  });

  it('is empty without messages', () => {
    expect(visiblePath(conversation(), {})).toEqual([]);
  });
});
