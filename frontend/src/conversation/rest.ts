import { shutsOut } from '../protocol/access';
import { errorAnswer } from '../protocol/rest';
import type { Decoder } from '../protocol/schema';
import type { Problem } from '../protocol/vocabulary';
import { notUnderstood, RefusedError, unreachable } from './problems';

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly credentials?: RequestCredentials;
}

/** Requests to this server. Whatever fails is a RefusedError, which says why in words. */
export interface Rest {
  readonly baseUri: string;
  readonly call: (path: string, request: Request) => Promise<Response>;
  readonly ask: <T>(path: string, decode: Decoder<T>, request?: Request) => Promise<T>;
}

const TIMEOUT_MS = 10_000;

/** @param onShut told when the server does not know (any more) who is asking, or does not let them in */
export function createRest(baseUri: string, onShut: (problem: Problem) => void = () => undefined): Rest {
  async function call(path: string, request: Request): Promise<Response> {
    const { method = 'GET', body, signal, timeoutMs = TIMEOUT_MS, credentials = 'same-origin' } = request;
    const timeout = AbortSignal.timeout(timeoutMs);
    let response: Response;
    try {
      response = await fetch(new URL(path, baseUri), {
        method,
        headers: {
          accept: 'application/json',
          ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        },
        credentials,
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        ...(body === undefined ? {} : { body }),
      });
    } catch {
      throw new RefusedError(unreachable);
    }
    if (response.ok) return response;
    const problem = await problemIn(response);
    if (credentials !== 'omit' && shutsOut(problem.code)) onShut(problem);
    throw new RefusedError(problem);
  }
  return {
    baseUri,
    call,
    async ask(path, decode, request = {}) {
      const response = await call(path, request);
      try {
        return decode(await response.json(), path);
      } catch {
        throw new RefusedError(notUnderstood);
      }
    },
  };
}

/**
 * A proxy's page is no answer of this server: then only the status is known. Where nothing is found, a container runs that
 * has not started this application yet.
 */
async function problemIn(response: Response): Promise<Problem> {
  try {
    return errorAnswer(await response.json(), 'error').error;
  } catch {
    return response.status >= 500 || response.status === 404 ? unreachable : notUnderstood;
  }
}
