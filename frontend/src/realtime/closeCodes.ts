/** What a close code asks of the browser. */
export type StopReason = 'done' | 'violation' | 'signed-out' | 'forbidden' | 'too-large';

export type CloseAction =
  | { readonly kind: 'reconnect'; readonly minimumMs: number }
  | { readonly kind: 'stop'; readonly reason: StopReason };

const DONE = 1000;
/** Going away and restarting: as good as a bye, which some servers cut off with the first of them. */
const LEAVING = [1001, 1012];
const DELAY_MS = 5_000;
/** Also sent by servers that end the socket with the HTTP session, so it is not final. */
const POLICY_DELAY_MS = 60_000;

const stop = (reason: StopReason): CloseAction => ({ kind: 'stop', reason });
const reconnect = (minimumMs: number): CloseAction => ({ kind: 'reconnect', minimumMs });

const actions = new Map<number, CloseAction>([
  [DONE, stop('done')],
  [1008, reconnect(POLICY_DELAY_MS)],
  [1013, reconnect(DELAY_MS)],
  [4400, stop('violation')],
  [4401, stop('signed-out')],
  [4403, stop('forbidden')],
  [4408, reconnect(DELAY_MS)],
  [4413, stop('too-large')],
  [4429, reconnect(DELAY_MS)],
]);

/** @param announced whether the server said good-bye before: some servers then close with 1000 */
export function actionAfterClose(code: number, announced: boolean): CloseAction {
  if (announced && code === DONE) return reconnect(0);
  return actions.get(code) ?? reconnect(0);
}

/** Whether the code itself says that the server leaves on purpose. */
export function announces(code: number): boolean {
  return LEAVING.includes(code);
}
