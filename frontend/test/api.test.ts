import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from '../src/conversation/api';
import { RefusedError } from '../src/conversation/problems';
import { problem } from './support';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly type: string | null;
  readonly credentials: RequestCredentials | undefined;
}

const api = createApi('http://host/parley/');
const view = { id: 'c1', title: 'Leases', createdAt: 1, updatedAt: 2 };
let sent: Sent[];
let answer: () => Promise<Response>;

beforeEach(() => {
  sent = [];
  answer = json({});
  vi.stubGlobal('fetch', (uri: URL, init: RequestInit) => {
    const headers = new Headers(init.headers);
    sent.push({
      method: init.method ?? 'GET',
      path: uri.href.replace('http://host/parley/', ''),
      body: typeof init.body === 'string' ? init.body : undefined,
      type: headers.get('content-type'),
      credentials: init.credentials,
    });
    return answer();
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function json(body: unknown, status = 200): () => Promise<Response> {
  return () => Promise.resolve(new Response(JSON.stringify(body), { status }));
}

const nothing = () => Promise.resolve(new Response(null, { status: 204 }));

async function refusal(asked: Promise<unknown>): Promise<string> {
  const error: unknown = await asked.catch((reason: unknown) => reason);
  if (!(error instanceof RefusedError)) throw new Error('was not refused', { cause: error });
  return error.problem.code;
}

describe('the REST interface', () => {
  it('asks for a page of the list, and of the archive', async () => {
    answer = json({ conversations: [view], next: 'x' });
    expect(await api.conversations()).toEqual({ conversations: [view], next: 'x' });
    await api.conversations({ before: 'a b', archived: true });
    expect(sent.map(({ path }) => path)).toEqual([
      'api/conversations',
      'api/conversations?before=a+b&archived=true',
    ]);
  });

  it('changes with a JSON content type, which other sites cannot send', async () => {
    answer = json(view);
    await api.change('a/b', { title: 'Leases', options: {} });
    await api.restore('c1');
    answer = nothing;
    await api.remove('c1');
    await api.rate('m1', null);
    await api.revoke('s1');
    expect(sent.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PATCH', 'api/conversations/a%2Fb', '{"title":"Leases","options":{}}'],
      ['POST', 'api/conversations/c1/restore', '{}'],
      ['DELETE', 'api/conversations/c1', undefined],
      ['PUT', 'api/messages/m1/rating', '{"rating":null}'],
      ['DELETE', 'api/shares/s1', undefined],
    ]);
    expect(new Set(sent.map(({ type }) => type))).toEqual(new Set(['application/json']));
  });

  it('searches, and says null for a link without an end', async () => {
    const hit = { conversationId: 'c1', at: 1, snippet: { text: '租约', matches: [{ from: 0, to: 2 }] } };
    answer = json({ hits: [hit] });
    expect(await api.search('租约 a&b', new AbortController().signal)).toEqual([hit]);
    answer = json({ id: 's', token: 't', createdAt: 1 });
    await api.share('c1', { leafId: 'm1', expiresInMs: null });
    expect(sent.map(({ path }) => path)).toEqual([
      'api/search?q=%E7%A7%9F%E7%BA%A6+a%26b',
      'api/conversations/c1/shares',
    ]);
    expect(sent[1]?.body).toBe('{"leafId":"m1","expiresInMs":null}');
  });

  it('reads a shared copy as a stranger', async () => {
    answer = json({ sharedAt: 1, messages: [] });
    await api.shared('a/b');
    expect(sent[0]).toMatchObject({ path: 'api/shared/a%2Fb', credentials: 'omit' });
  });

  it('names what is downloaded', () => {
    expect(api.exportUri()).toBe('http://host/parley/api/export');
    expect(api.exportUri({ id: 'c1', format: 'markdown', leafId: 'm 1' })).toBe(
      'http://host/parley/api/conversations/c1/export?format=markdown&leaf=m+1',
    );
  });

  it('passes on what the server refuses, detail included', async () => {
    answer = json({ error: { ...problem('import-invalid'), detail: 'conversations: missing' } }, 400);
    await expect(api.importJson('{}')).rejects.toMatchObject({
      problem: { code: 'import-invalid', detail: 'conversations: missing' },
    });
  });

  it.each([
    [
      'a proxy that fails',
      () => Promise.resolve(new Response('<html>', { status: 502 })),
      'server-unreachable',
    ],
    ['no network', () => Promise.reject(new TypeError('failed')), 'server-unreachable'],
    ['an answer of another shape', json({ conversations: 7 }), 'answer-not-understood'],
    ['a page in place of an answer', () => Promise.resolve(new Response('<html>')), 'answer-not-understood'],
  ])('tells in words: %s', async (_, given, code) => {
    answer = given;
    expect(await refusal(api.conversations())).toBe(code);
  });
});
