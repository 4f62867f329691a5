/** One question before something that cannot be undone. */
import { showConfirmDialog } from 'vant'
import 'vant/es/dialog/style'
import { t } from '@/shared/i18n'

/** True when the user agreed; `yes` names the deed, never "OK". */
export function confirm(message: string, yes: string): Promise<boolean> {
  return showConfirmDialog({ message, confirmButtonText: yes, cancelButtonText: t('phone.cancel') }).then(() => true, () => false)
}
