/** What was typed for each finding, kept while one looks at others. */
import { computed, reactive, watch, type ComputedRef, type Ref } from 'vue'
import type { Finding } from '@/api/types'
import { suggested, type DecisionForm } from './form'

export function useForms(finding: Ref<Finding | undefined>): ComputedRef<DecisionForm | undefined> {
  const forms = reactive(new Map<string, DecisionForm>())
  watch(finding, one => { if (one && !forms.has(one.id)) forms.set(one.id, suggested(one)) }, { immediate: true })
  return computed(() => forms.get(finding.value?.id ?? ''))
}
