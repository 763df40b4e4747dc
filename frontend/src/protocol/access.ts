/** Why the server does not let somebody in, or not any more: they must sign in, or do something about their account. */
const shuttingOut: ReadonlySet<string> = new Set([
  'sign-in-required',
  'session-invalid',
  'session-expired',
  'signed-out',
  'token-invalid',
  'token-expired',
  'account-disabled',
  'email-not-verified',
  'terms-not-accepted',
]);

export function shutsOut(code: string): boolean {
  return shuttingOut.has(code);
}
