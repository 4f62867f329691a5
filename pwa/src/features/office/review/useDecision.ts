/** Deciding on the finding in view: what is typed is kept per finding, each step is sent once, a refusal loses nothing. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { Order, Report } from '@/api/types'
import { Act } from '../act'
import { isConflict } from '../refusal'
import { differences, type Difference } from './changes'
import { passName, waiting, type Deed, type PassName, type Step } from './decision'
import { lacking, type DecisionForm, type Lack } from './form'
import { takeStep } from './steps'
import { useForms } from './useForms'
import type { Review } from './useReview'
import { useRules, type Chances } from './useRules'

export interface Done { deed: Deed; order?: Order }
export interface Decision {
  form: ComputedRef<DecisionForm | undefined>; asking: Ref<Deed | undefined>; steps: ComputedRef<Step[]>; name: ComputedRef<PassName>
  possible: (deed: Deed) => boolean; lacks: ComputedRef<Lack[]>; shownLacks: Ref<boolean>
  busy: Ref<boolean>; failure: Ref<unknown>; changed: Ref<Difference[]>; done: Ref<Done | undefined>
  ask: (deed: Deed) => void; cancel: () => void; decide: (reason?: string) => Promise<void>
}

/** Each step looks again at what the server has: an interrupted act goes on where it stopped. */
function useSteps(review: Review, chances: Chances, form: Decision['form'], act: Act): (deed: Deed, reason: string) => Promise<Order | undefined> {
  return async (deed, reason) => {
    let order: Order | undefined
    let left = chances.todo(deed)
    while (left[0] && review.report.value) {
      const stand = { report: review.report.value, finding: review.finding.value, form: form.value, reason }
      order = await takeStep(act, left[0], stand) ?? order
      await review.reloadReport()
      if (review.failure.value) throw review.failure.value as Error
      left = left.length === 1 ? [] : chances.todo(deed)
    }
    act.done()
    return order
  }
}

export function useDecision(review: Review): Decision {
  const chances = useRules(review)
  const form = useForms(review.finding)
  const take = useSteps(review, chances, form, new Act())
  const asking = ref<Deed>()
  const busy = ref(false)
  const shownLacks = ref(false)
  const failure = shallowRef<unknown>()
  const changed = shallowRef<Difference[]>([])
  const done = shallowRef<Done>()
  const lacks = computed(() => form.value && review.finding.value ? lacking(form.value, review.finding.value, chances.steps.value) : [])

  function settle(): void {
    asking.value = failure.value = undefined
    changed.value = []
    shownLacks.value = false
  }
  function ask(deed: Deed): void {
    if (busy.value || !chances.todo(deed).length) return
    shownLacks.value = deed === 'pass'
    failure.value = undefined
    if (deed !== 'pass' || !lacks.value.length) asking.value = deed
  }
  async function decide(reason = ''): Promise<void> {
    const [deed, before] = [asking.value, review.report.value]
    if (!deed || !before || busy.value) return
    busy.value = true
    failure.value = undefined
    changed.value = []
    try {
      done.value = { deed, order: await take(deed, reason.trim()) }
      advance(deed)
    } catch (error) {
      await refused(error, before)
    } finally {
      busy.value = false
      void review.reloadQueues()
    }
  }
  async function refused(error: unknown, before: Report): Promise<void> {
    if (isConflict(error)) {
      await review.reloadReport()
      if (review.report.value) changed.value = differences(before, review.report.value, review.finding.value?.id)
      asking.value = undefined
    }
    failure.value = error
  }
  function advance(deed: Deed): void {
    settle()
    const report = review.report.value
    const next = report && deed !== 'return' ? waiting(report, chances.rules.value).find(one => one.id !== review.finding.value?.id) : undefined
    if (report && next) review.open(report.id, next.id)
    else review.forward()
  }
  watch(() => `${review.report.value?.id} ${review.finding.value?.id}`, settle)
  return {
    form, asking, busy, failure, changed, done, lacks, shownLacks, ask, decide, steps: chances.steps,
    name: computed(() => passName(chances.steps.value)), possible: deed => chances.todo(deed).length > 0, cancel: () => { asking.value = undefined },
  }
}
