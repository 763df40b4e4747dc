import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import {
  bindLocation,
  conversationInHash,
  shareInHash,
  signInErrorInHash,
  welcomeInHash,
} from '../src/app/routing';
import type { Chat } from '../src/conversation/chat';

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

it.each([
  ['#/s/token-1', 'token-1'],
  ['#/s/', undefined],
  ['#/s/a/b', undefined],
  ['#/c/a', undefined],
  ['#/s/%E0%A4%A', undefined],
])('%j shares %j', (hash, token) => {
  expect(shareInHash(hash)).toBe(token);
});

it.each([
  ['#/welcome/t-1', 't-1'],
  ['#/welcome/', undefined],
  ['#/welcome/a/b', undefined],
  ['#/welcome/%E0%A4%A', undefined],
])('%j is a link for %j', (hash, token) => {
  expect(welcomeInHash(hash)).toBe(token);
});

it.each([
  ['#/sign-in?error=account-disabled', 'account-disabled'],
  ['#/sign-in', undefined],
  ['#/sign-in?error=<img src=x>', undefined],
  [`#/sign-in?error=${'x'.repeat(41)}`, undefined],
])('%j ended with %j', (hash, code) => {
  expect(signInErrorInHash(hash)).toBe(code);
});

describe('the location', () => {
  function bound(openKey: string | undefined) {
    const opened: (string | undefined)[] = [];
    const chat = {
      store: createStore(() => ({ openKey })),
      open: (key: string | undefined) => opened.push(key),
    };
    bindLocation(chat as unknown as Chat);
    return opened;
  }

  it('does not take a new conversation away once its first message was sent', () => {
    const opened = bound('new:1');
    location.hash = '';
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    expect(opened).toEqual([]);
  });

  it('leaves the conversation open while somebody administrates', () => {
    const opened = bound('01k8c');
    location.hash = '#/admin/users';
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    expect(opened).toEqual([]);
  });

  it('opens a new conversation in place of another one', () => {
    const opened = bound('01k8c');
    location.hash = '';
    window.dispatchEvent(new HashChangeEvent('hashchange'));
    expect(opened).toContain(undefined);
  });
});
