import type { EntranceState } from '../../conversation/entrance';
import type { Dictionary } from '../../i18n/dictionary';

/** What the page is called when more than a sign-in is needed, or something else. */
export function titleOf(
  t: Dictionary,
  { refused, registering }: Pick<EntranceState, 'refused' | 'registering'>,
): string | undefined {
  switch (refused?.code) {
    case 'terms-not-accepted':
      return t.signIn.termsTitle;
    case 'account-disabled':
      return t.signIn.disabledTitle;
    case 'email-not-verified':
      return t.signIn.unverifiedTitle;
    default:
      return registering ? t.signIn.register : undefined;
  }
}
