import { expect, it } from 'vitest';
import { conversationInHash } from '../src/app/routing';

it.each([
  ['', undefined],
  ['#/', undefined],
  ['#/c/', undefined],
  ['#/c/01k8c', '01k8c'],
  ['#/c/a%2Fb', 'a/b'],
  ['#/c/%E0%A4%A', undefined],
  ['#/c/a/b', undefined],
])('%j names %j', (hash, id) => {
  expect(conversationInHash(hash)).toBe(id);
});
