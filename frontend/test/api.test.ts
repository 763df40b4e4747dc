import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi } from '../src/conversation/api';
import { RefusedError } from '../src/conversation/problems';
import { createRest } from '../src/conversation/rest';
import { createSignInApi } from '../src/conversation/signInApi';
import { problem } from './support';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  readonly type: string | null;
  readonly credentials: RequestCredentials | undefined;
}

const api = createApi(createRest('http://host/parley/'));
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

describe('a request from somebody whom the server does not let in', () => {
  let shut: string[];
  const rest = createRest('http://host/parley/', ({ code }) => shut.push(code));

  beforeEach(() => {
    shut = [];
  });

  it.each([
    ['session-expired', 401],
    ['signed-out', 401],
    ['account-disabled', 403],
    ['terms-not-accepted', 403],
  ])('is told: %s', async (code, status) => {
    answer = json({ error: problem(code) }, status);
    expect(await refusal(createApi(rest).conversations())).toBe(code);
    expect(shut).toEqual([code]);
  });

  it.each([
    ['not-allowed', 403],
    ['sign-in-failed', 401],
    ['too-many-attempts', 429],
  ])('is refused and nothing more: %s', async (code, status) => {
    answer = json({ error: problem(code) }, status);
    expect(await refusal(createSignInApi(rest).signIn('ada', 'secret'))).toBe(code);
    expect(shut).toEqual([]);
  });

  it('is not told about a stranger who reads a shared copy', async () => {
    answer = json({ error: problem('session-expired') }, 401);
    expect(await refusal(createApi(rest).shared('t'))).toBe('session-expired');
    expect(shut).toEqual([]);
  });
});

describe('the way in', () => {
  const signIn = createSignInApi(createRest('http://host/parley/'));
  const session = { user: { id: 'ada', name: 'Ada', role: 'admin', later: 1 }, mode: 'local', expiresAt: 5 };

  it('keeps tokens and passwords out of addresses', async () => {
    answer = json(session);
    await signIn.signIn('ada', 'secret');
    await signIn.acceptInvitation({ token: 'one-time', name: 'ada', password: 'secret' });
    answer = json({ kind: 'invitation' });
    await signIn.openInvitation('one-time');
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST api/sign-in',
      'POST api/invitations/accept',
      'POST api/invitations/open',
    ]);
    expect(sent.map(({ body }) => body)).toEqual([
      '{"name":"ada","password":"secret"}',
      '{"token":"one-time","name":"ada","password":"secret"}',
      '{"token":"one-time"}',
    ]);
  });

  it('passes over what it does not know, and refuses a role that is none', async () => {
    answer = json(session);
    expect(await signIn.session()).toEqual({
      user: { id: 'ada', name: 'Ada', role: 'admin' },
      mode: 'local',
      expiresAt: 5,
    });
    answer = json({ ...session, user: { ...session.user, role: 'root' } });
    expect(await refusal(signIn.session())).toBe('answer-not-understood');
  });

  it('comes back from the provider to the hash it left', () => {
    expect(signIn.providerUri('auth/oidc', '#/c/c1')).toBe(
      'http://host/parley/auth/oidc?return=%23%2Fc%2Fc1',
    );
    expect(signIn.providerUri('auth/oidc', '')).toBe('http://host/parley/auth/oidc');
  });
});
