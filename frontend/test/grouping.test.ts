import { expect, it } from 'vitest';
import { groupByDate } from '../src/features/sidebar/grouping';

const now = new Date(2026, 10, 21, 0, 30);
const at = (id: string, ...date: [number, number, number, number?]) => {
  const time = new Date(...date).getTime();
  return { id, createdAt: time, updatedAt: time };
};

it('groups by calendar days, not by hours', () => {
  const groups = groupByDate(
    [
      at('a', 2026, 10, 21, 0),
      at('b', 2026, 10, 20, 23),
      at('c', 2026, 10, 20, 0),
      at('d', 2026, 10, 14, 0),
      at('e', 2026, 10, 13, 23),
      at('f', 2025, 0, 1),
    ],
    now,
  );
  expect(groups.map(({ name, conversations }) => [name, conversations.map(({ id }) => id).join('')])).toEqual(
    [
      ['today', 'a'],
      ['yesterday', 'bc'],
      ['last7Days', 'd'],
      ['last30Days', 'e'],
      ['older', 'f'],
    ],
  );
});

it('takes a clock that runs ahead for today', () => {
  expect(groupByDate([at('a', 2027, 0, 1)], now)).toMatchObject([{ name: 'today' }]);
});

it('puts what is pinned into a group of its own, however old it is', () => {
  const groups = groupByDate([{ ...at('a', 2025, 0, 1), pinned: true }, at('b', 2026, 10, 21, 0)], now);
  expect(groups.map(({ name, conversations }) => [name, conversations.map(({ id }) => id).join('')])).toEqual(
    [
      ['pinned', 'a'],
      ['today', 'b'],
    ],
  );
});
