import { adminTexts, type AdminTexts } from '../../i18n/admin';
import { useLanguage } from '../settings/preferences';

export function useAdminText(): AdminTexts {
  return adminTexts[useLanguage()];
}
