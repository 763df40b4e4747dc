// The built page on a free port, with a server behind its socket that plays what a measurement asks for.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https:; object-src 'none'";
const DIAGRAM_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; frame-ancestors 'self'";
const user = { id: 'u', name: 'Guest', guest: true };
const model = {
  id: 'demo-chat',
  label: 'Demo',
  provider: 'demo',
  demo: true,
  isDefault: true,
  capabilities: { partial: true },
};
const AT = 1_795_219_200_000;

/** `conversation` is `{ id, messages, stream?, hits? }`; `stream` is `{ text, chars, everyMs }`, sent when `go()` is called. */
export async function openStage(conversation) {
  const server = createServer((request, response) => void serve(conversation, request, response));
  const sockets = new WebSocketServer({ server, path: '/chat', handleProtocols: () => 'parley.v1' });
  const stage = { started: undefined };
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data));
      const say = (answer) => socket.send(JSON.stringify({ ref: frame.ref, ...answer }));
      if (frame.type === 'hello') say(welcome);
      if (frame.type === 'ping') say({ type: 'pong' });
      if (frame.type === 'subscribe') {
        say(subscribed(conversation));
        stage.started = socket;
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/#/c/${conversation.id}`,
    play: () => play(stage.started, conversation),
    close: () => {
      sockets.clients.forEach((socket) => socket.terminate());
      server.close();
      server.closeAllConnections();
    },
  };
}

async function serve(conversation, request, response) {
  const path = new URL(request.url, 'http://localhost').pathname;
  if (path.startsWith('/api/')) {
    const summary = { ...summaryOf(conversation), generating: false };
    const body = {
      '/api/session': { user },
      '/api/models': { models: [model] },
      '/api/search': { hits: conversation.hits ?? [] },
    }[path] ?? { conversations: [summary] };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return;
  }
  const file = join(dist, normalize(path === '/' ? '/index.html' : path));
  try {
    const content = await readFile(file);
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': path === '/diagram.html' ? DIAGRAM_POLICY : POLICY,
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

const welcome = {
  type: 'welcome',
  user,
  limits: { maxTextChars: 32_000 },
  models: [model],
  heartbeat: { clientPingAfterMs: 25_000, clientPingTimeoutMs: 3_000 },
};

const summaryOf = ({ id }) => ({ id, title: 'Measured', model: model.id, createdAt: AT, updatedAt: AT });

function subscribed(conversation) {
  return {
    type: 'subscribed',
    conversationId: conversation.id,
    epoch: 'e',
    recovered: false,
    snapshot: {
      seq: 1,
      conversation: { ...summaryOf(conversation), generating: conversation.stream !== undefined },
      messages: conversation.messages,
    },
  };
}

/** Resolves when all is sent; late timers are made up for, so that the rate holds. */
function play(socket, { id, messages, stream }) {
  const messageId = messages.at(-1).id;
  const began = performance.now();
  let offset = 0;
  let seq = 1;
  const send = (event) => {
    seq += 1;
    const events = [{ seq, at: AT + seq, messageId, ...event }];
    socket.send(JSON.stringify({ type: 'events', conversationId: id, from: seq, to: seq, events }));
  };
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.floor((performance.now() - began) / stream.everyMs);
      while (seq - 1 < due && offset < stream.text.length) {
        send({ type: 'delta', offset, text: stream.text.slice(offset, offset + stream.chars) });
        offset += stream.chars;
      }
      if (offset < stream.text.length) return;
      clearInterval(timer);
      send({ type: 'generation-ended', generationId: 'g', state: 'complete', finishReason: 'stop' });
      resolve();
    }, stream.everyMs / 2);
  });
}
