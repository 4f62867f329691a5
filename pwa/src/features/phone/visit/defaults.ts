/** What a new finding starts with: suggestions written out, for a person to change. */
import type { FindingWork } from '@/offline/model'
import { t } from '@/shared/i18n'

export function suggested(area: string): Partial<FindingWork> {
  return {
    focus_area: area, severity: 'general', cause: t('phone.finding.causes.a'), suggestion: t('phone.finding.suggestions.a'),
    responsible_persons: [{ kind: 'principal', name: '', post: t('phone.person.posts.a') }],
  }
}
