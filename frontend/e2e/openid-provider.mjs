// An OpenID provider for tests, on 127.0.0.1: node e2e/openid-provider.mjs --port N [--access-seconds N]
// Prints "ready ISSUER" once it answers; ends when its standard input does, so with whoever started it.
// Users sign in by a form: POST the page's own address with name and password (the same as the name).
// POST /test/... does what a provider's administrator, or an accident, would: see `controls` below.
import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import Provider from 'oidc-provider';

const { values: options } = parseArgs({
  options: {
    port: { type: 'string' },
    'access-seconds': { type: 'string', default: '3600' },
    'redirect-uris': { type: 'string', default: 'http://127.0.0.1:8080/auth/oidc/callback' },
    'post-logout-uris': { type: 'string', default: 'http://127.0.0.1:8080/' },
  },
});
const port = Number(options.port);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error('openid-provider: --port needs a number');
  process.exit(2);
}
const ISSUER = `http://127.0.0.1:${port}`;
const KEY_ID = 'test';
const SECRET = 'test-secret-of-parley-0123456789';

const USERS = {
  ada: {
    name: 'Ada Lovelace',
    email: 'ada@example.org',
    email_verified: true,
    groups: ['staff', 'parley-admins'],
  },
  bob: { name: 'Bob', email: 'bob@example.org', email_verified: true, groups: ['staff'] },
  eve: { name: 'Eve', email: 'eve@example.org', email_verified: false, groups: [] },
  zoe: { name: 'Zoe', email: 'zoe@elsewhere.example', email_verified: true, groups: [] },
};
const disabled = new Set();
let down = false;
let tampering = null;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const provider = new Provider(ISSUER, {
  clients: [
    {
      client_id: 'parley',
      client_secret: SECRET,
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: options['redirect-uris'].split(','),
      post_logout_redirect_uris: options['post-logout-uris'].split(','),
    },
    {
      client_id: 'another',
      client_secret: 'test-secret-of-another-0123456789',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: options['redirect-uris'].split(','),
    },
  ],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: KEY_ID }] },
  cookies: { keys: ['only for tests'] },
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username', 'groups'],
    email: ['email', 'email_verified'],
  },
  conformIdTokenClaims: false,
  pkce: { required: () => false },
  scopes: ['openid', 'offline_access'],
  features: {
    devInteractions: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      // Its own page fetches a font from elsewhere.
      logoutSource: (ctx, form) => {
        ctx.body = `<!doctype html><html lang="en"><title>Sign out</title>${form}
          <button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button></html>`;
      },
    },
    revocation: { enabled: true },
  },
  ttl: {
    AccessToken: Number(options['access-seconds']),
    // A test restarts the server before it comes with one.
    AuthorizationCode: 600,
    Grant: 3600,
    IdToken: 3600,
    Interaction: 600,
    RefreshToken: 3600,
    Session: 3600,
  },
  // Also without prompt=consent, which the specification wants for offline_access.
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  interactions: { url: (_ctx, interaction) => `/login/${interaction.uid}` },
  findAccount: (_ctx, id) =>
    USERS[id] && !disabled.has(id)
      ? { accountId: id, claims: () => ({ sub: id, preferred_username: id, ...USERS[id] }) }
      : undefined,
  // Nobody is asked for consent.
  loadExistingGrant: async (ctx) => {
    const { client, session } = ctx.oidc;
    const known = session.grantIdFor(client.clientId);
    const grant = (known && (await provider.Grant.find(known))) ?? new provider.Grant();
    Object.assign(grant, { accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope('openid profile email offline_access');
    await grant.save();
    return grant;
  },
});

function signed(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

const TAMPERINGS = {
  signature: (token) => {
    const [header, claims, signature] = token.split('.');
    const first = signature.startsWith('A') ? 'B' : 'A';
    return [header, claims, first + signature.slice(1)].join('.');
  },
  none: (token) => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    return `${header}.${token.split('.')[1]}.`;
  },
  /** By the client's secret in place of the provider's key. */
  secret: (token) => {
    const header = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url');
    const text = `${header}.${token.split('.')[1]}`;
    return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
  },
  issuer: (token) => signed({ ...claimsOf(token), iss: 'https://evil.example' }),
  audience: (token) => signed({ ...claimsOf(token), aud: 'another' }),
  nonce: (token) => signed({ ...claimsOf(token), nonce: 'another' }),
  expired: (token) => signed({ ...claimsOf(token), exp: Math.floor(Date.now() / 1000) - 600 }),
  subject: (token) => signed({ ...claimsOf(token), sub: 'ada' }),
};

function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}

provider.use(async (ctx, next) => {
  await next();
  if (tampering && ctx.path === '/token' && ctx.body?.id_token) {
    ctx.body = { ...ctx.body, id_token: TAMPERINGS[tampering](ctx.body.id_token) };
  }
});

/** The user's tokens are of no use any more. */
async function revoke(user) {
  for (const grant of [...grants.values()].filter((known) => known.accountId === user)) {
    await provider.RefreshToken.revokeByGrantId(grant.jti);
    await provider.AccessToken.revokeByGrantId(grant.jti);
    await grant.destroy();
  }
}
const grants = new Map();
const save = provider.Grant.prototype.save;
provider.Grant.prototype.save = async function (...rest) {
  const id = await save.apply(this, rest);
  grants.set(id, this);
  return id;
};

const counts = {};
const controls = {
  /** No more sign-ins and refreshes of that user. */
  disable: (query) => disabled.add(query.get('user')),
  enable: (query) => disabled.delete(query.get('user')),
  revoke: (query) => revoke(query.get('user')),
  change: (query) => Object.assign(USERS[query.get('user')], JSON.parse(query.get('claims'))),
  /** Answers 503 to everything until `up`. */
  down: () => (down = true),
  up: () => (down = false),
  /** Every ID token from now on is spoilt so; without a kind they are whole again. */
  tamper: (query) => (tampering = query.get('kind')),
};

const FORM = `<!doctype html><html lang="en"><title>Sign in</title><h1>Example sign-in</h1>
<form method="post"><label>Name <input name="name" autocomplete="username"></label>
<label>Password <input name="password" type="password"></label><button>Sign in</button></form></html>`;

async function login(request, response) {
  if (request.method !== 'POST') {
    return response.writeHead(200, { 'Content-Type': 'text/html' }).end(FORM);
  }
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 10_000) {
      return response.writeHead(413).end();
    }
  }
  const form = new URLSearchParams(body);
  const name = form.get('name');
  if (!USERS[name] || form.get('password') !== name || disabled.has(name)) {
    return response.writeHead(401, { 'Content-Type': 'text/html' }).end(FORM);
  }
  return provider.interactionFinished(request, response, { login: { accountId: name } });
}

const handle = provider.callback();
const server = createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    response.destroy();
  });
});

async function answer(request, response) {
  const url = new URL(request.url, ISSUER);
  if (url.pathname.startsWith('/test/')) {
    const control = controls[url.pathname.slice(6)];
    if (url.pathname === '/test/counts') {
      return response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(counts));
    }
    if (request.method !== 'POST' || !control) {
      return response.writeHead(404).end();
    }
    await control(url.searchParams);
    return response.writeHead(204).end();
  }
  counts[url.pathname] = (counts[url.pathname] ?? 0) + 1;
  if (down) {
    return response.writeHead(503).end();
  }
  return url.pathname.startsWith('/login/') ? login(request, response) : handle(request, response);
}

server.listen(port, '127.0.0.1', () => console.log(`ready ${ISSUER}`));
process.stdin.on('end', () => process.exit(0)).resume();
