import { accountTexts, type AccountTexts } from '../../i18n/account';
import { useLanguage } from '../settings/preferences';

export function useAccountText(): AccountTexts {
  return accountTexts[useLanguage()];
}
