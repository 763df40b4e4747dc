import { SUBPROTOCOL } from '../protocol/frames';
import type { Socket } from './connection';

export function openBrowserSocket(baseUri: string): Socket {
  const url = new URL('chat', baseUri);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url, SUBPROTOCOL) as Socket;
}
