import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventLog, EventLogPanel } from '../src/features/diagnostics';
import { isDebugging } from '../src/features/diagnostics/debugging';
import { chooseLanguage } from '../src/features/settings/preferences';
import { FakeSocket, welcomeFrame } from './support';

afterEach(cleanup);

function watched() {
  const log = new EventLog(() => 1_795_219_200_000);
  const inner = new FakeSocket();
  return { log, inner, socket: log.watch(inner) };
}

const SEND = '{"type":"send","ref":"1","new":true,"clientMessageId":"c","text":"my secret"}';

describe('the event log', () => {
  it.each([
    ['', undefined, false],
    ['?debug', undefined, true],
    ['?a=b&debug=1', undefined, true],
    ['', '1', true],
    ['', '0', false],
    ['?nodebug', undefined, false],
  ])('is on only where asked for: %j %j', (search, stored, on) => {
    expect(isDebugging(search, stored)).toBe(on);
  });

  it('writes down frames and states, and hands all of them on', () => {
    const { log, inner, socket } = watched();
    const onopen = vi.fn();
    const onmessage = vi.fn();
    const onclose = vi.fn();
    Object.assign(socket, { onopen, onmessage, onclose });
    inner.onopen?.();
    socket.send(SEND);
    inner.receive(welcomeFrame);
    inner.lost(1012);
    expect(log.store.getState().entries.map(({ direction, what }) => `${direction} ${what}`)).toEqual([
      'state connecting',
      'state open',
      'out send',
      'in welcome',
      'state closed 1012',
    ]);
    expect(inner.count('send')).toBe(1);
    expect(onopen).toHaveBeenCalledOnce();
    expect(onmessage).toHaveBeenCalledOnce();
    expect(onclose).toHaveBeenCalledWith({ code: 1012 });
  });

  it('tells lengths in place of texts unless asked', () => {
    const { log, socket } = watched();
    socket.send(SEND);
    expect(log.asJson(false)).not.toContain('secret');
    expect(log.asJson(false)).toContain('(9 characters)');
    expect(log.asJson(true)).toContain('my secret');
  });

  it('keeps the last 500', () => {
    const { log } = watched();
    for (let count = 0; count < 600; count += 1) log.add('state', String(count));
    const { entries } = log.store.getState();
    expect(entries).toHaveLength(500);
    expect(entries.at(-1)?.what).toBe('599');
  });

  it('outlives what is no JSON', () => {
    const { log } = watched();
    log.add('in', '{broken');
    expect(log.store.getState().entries.at(-1)?.what).toBe('unreadable');
  });
});

describe('its panel', () => {
  it('shows texts only when asked', () => {
    chooseLanguage('en');
    const { log, socket } = watched();
    socket.send(SEND);
    const { container } = render(<EventLogPanel log={log} />);
    expect(container.textContent).not.toContain('secret');
    fireEvent.click(screen.getByRole('checkbox'));
    expect(container.textContent).toContain('my secret');
  });
});
