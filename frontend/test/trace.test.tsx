import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RefusedError } from '../src/conversation/problems';
import { ChatContext } from '../src/features/chat/useChat';
import { chooseLanguage } from '../src/features/settings/preferences';
import { RestContext } from '../src/features/shell/useRest';
import { traceHash, traceInHash } from '../src/features/trace/address';
import { phasesOf, total } from '../src/features/trace/phases';
import { TracePage } from '../src/features/trace/TracePage';
import { traceTexts } from '../src/i18n/trace';
import { during } from './panel';
import { fakeChat, fakeRest, HOSTILE, installDialogs, problem, type Asked } from './support';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const FIRST = '01jaaaaaaaaaaaaaaaaaafirst';
const SECOND = '01jaaaaaaaaaaaaaaaaasecond';
const step = (at: number, type: string, data = {}, node = FIRST) => ({
  at: 1_000_000 + at,
  node,
  type,
  data,
});
const steps = [
  step(0, 'accepted', { command: 'send', model: 'm', promptTokens: 7 }),
  step(10, 'leased', { fence: 1 }),
  step(20, 'request', { call: 1, model: 'm', provider: 'p', dialect: 'openai', host: 'h' }),
  step(520, 'first-token', { call: 1, status: 200, requestId: HOSTILE, afterMs: 500 }),
  step(1_500, 'resumed', { outcome: 'recovered', after: 3 }),
  step(2_020, 'left'),
  step(4_020, 'takeover', { from: FIRST, to: SECOND, fence: 2 }, SECOND),
  step(4_030, 'request', { call: 1, model: 'm', provider: 'p', prefixChars: 812 }, SECOND),
  step(4_530, 'first-token', { call: 1, status: 200, afterMs: 500 }, SECOND),
  step(
    6_530,
    'ended',
    { state: 'complete', finishReason: 'stop', durationMs: 6_520, outputTokens: 99 },
    SECOND,
  ),
];
const answer = {
  conversationId: 'c1',
  messageId: 'm1',
  generationId: 'g1',
  model: HOSTILE,
  state: 'complete',
  startedAt: 1_000_010,
  endedAt: 1_006_530,
  omitted: 3,
  steps,
};

beforeEach(() => {
  localStorage.clear();
  chooseLanguage('en');
  installDialogs();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

async function open(
  answers: Readonly<Record<string, (body: unknown) => unknown>>,
): Promise<readonly Asked[]> {
  const { rest, asked } = fakeRest(answers);
  render(
    <ChatContext value={fakeChat()}>
      <RestContext value={rest}>
        <TracePage id={ID} />
      </RestContext>
    </ChatContext>,
  );
  await during();
  return asked;
}

describe('the address of a trace', () => {
  it('is read as it was written', () => {
    expect(traceInHash(traceHash(ID))).toBe(ID);
    expect(traceInHash('#/traces/')).toBeUndefined();
    expect(traceInHash('#/traces/a/b')).toBeUndefined();
  });
});

describe('the phases of an answer', () => {
  it('are waiting, writing, standing still, and writing again', () => {
    const phases = phasesOf(steps);
    expect(phases.map(({ kind, ms }) => [kind, ms])).toEqual([
      ['waiting', 520],
      ['streaming', 1_500],
      ['standstill', 2_510],
      ['streaming', 2_000],
    ]);
    expect(total(phases)).toBe(6_530);
  });

  it('never begin before they end, whatever the clocks say', () => {
    const odd = phasesOf([step(100, 'accepted'), step(50, 'first-token'), step(20, 'ended')]);
    expect(odd).toEqual([]);
    expect(phasesOf([])).toEqual([]);
  });
});

describe('the page of a trace', () => {
  it('tells what happened in words', async () => {
    const asked = await open({ [`GET api/traces/${ID}`]: () => ({ traceId: ID, answers: [answer] }) });
    expect(asked).toHaveLength(1);
    const shown = screen.getByTestId('trace-answer');
    expect(shown.textContent).toContain(`Answer by ${HOSTILE}`);
    const lines = within(shown)
      .getAllByTestId('trace-step')
      .map((line) => line.textContent);
    expect(lines).toHaveLength(steps.length);
    expect(lines[0]).toContain('The question came in, about 7 tokens to read');
    expect(lines[3]).toContain('First token after');
    expect(lines[3]).toContain(HOSTILE);
    expect(lines[6]).toContain('Node second took the answer over from afirst');
    expect(lines[7]).toContain('to go on after 812 characters');
    expect(lines[9]).toContain('The answer was complete');
    expect(shown.textContent).toContain('Standstill');
    expect(shown.textContent).toContain('3 further steps were not kept.');
  });

  it('is copied as text and as JSON', async () => {
    const written: string[] = [];
    vi.stubGlobal('navigator', {
      languages: ['en'],
      clipboard: { writeText: (text: string) => Promise.resolve(void written.push(text)) },
    });
    await open({ [`GET api/traces/${ID}`]: () => ({ traceId: ID, answers: [answer] }) });
    fireEvent.click(screen.getByText('Copy as text'));
    fireEvent.click(screen.getByText('Copy as JSON'));
    await during();
    vi.unstubAllGlobals();
    expect(written[0]).toContain('The answer was complete');
    expect(written[0]?.split('\n')[0]).toBe(ID);
    expect(JSON.parse(written[1] ?? '')).toMatchObject({ traceId: ID });
  });

  it('says kindly where nothing is known', async () => {
    await open({
      [`GET api/traces/${ID}`]: () => {
        throw new RefusedError(problem('not-found'));
      },
    });
    expect(screen.getByTestId('trace-unknown').textContent).toContain('Nothing is known');
  });

  it('knows every step in both languages, and shows others as they are', () => {
    for (const words of Object.values(traceTexts)) {
      for (const type of [
        'accepted',
        'leased',
        'request',
        'first-token',
        'refused',
        'breaker-open',
        'cut',
        'retrying',
        'continued',
        'fallback',
        'restarted',
        'left',
        'takeover',
        'resumed',
        'ended',
      ]) {
        expect(words.tell(type, {}, String, String)).toBeTruthy();
      }
      expect(words.tell('new-one', {}, String, String)).toBeUndefined();
    }
  });
});
