/** What this reader may do with the finding in view, from the dictionary's moves and the session's permissions. */
import { computed, type ComputedRef } from 'vue'
import type { Permission } from '@/api/types'
import { can } from '@/offline/session'
import { useDictionary } from '../lookups'
import { caseOf, mayReturn, passSteps, rejectSteps, type Deed, type Rules, type Step } from './decision'
import type { Review } from './useReview'

export interface Chances { rules: ComputedRef<Rules>; steps: ComputedRef<Step[]>; todo: (deed: Deed) => string[] }

export function useRules(review: Pick<Review, 'report' | 'finding'>): Chances {
  const dictionary = useDictionary()
  const rules = computed<Rules>(() => ({ moves: { report: dictionary.value?.moves.report ?? [], finding: dictionary.value?.moves.finding ?? [] }, can: permission => can(permission as Permission) }))
  const now = computed(() => review.report.value && caseOf(review.report.value, review.finding.value))
  const steps = computed(() => now.value ? passSteps(now.value, rules.value) : [])

  function todo(deed: Deed): string[] {
    if (!now.value) return []
    if (deed === 'return') return mayReturn(now.value, rules.value) ? ['return'] : []
    return deed === 'reject' ? rejectSteps(now.value, rules.value) : steps.value
  }
  return { rules, steps, todo }
}
