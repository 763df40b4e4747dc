import type { Terms } from '../../protocol/rest';
import { useText } from '../settings/preferences';
import { safeAddress } from './safeAddress';

export function TermsLink({ terms }: { readonly terms: Terms }) {
  const t = useText();
  const address = safeAddress(terms.url);
  if (address === undefined) return <>{t.signIn.terms}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {t.signIn.terms}
    </a>
  );
}
