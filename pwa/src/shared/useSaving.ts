/** One write at a time: busy while it runs, its refusal kept for the form, nothing typed lost. */
import { ref, shallowRef, type Ref } from 'vue'

export interface Saving { busy: Ref<boolean>; refusal: Ref<unknown>; saving: (work: () => Promise<unknown>) => Promise<boolean> }

export function useSaving(): Saving {
  const busy = ref(false)
  const refusal = shallowRef<unknown>()

  /** True once it went through. */
  async function saving(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    refusal.value = undefined
    try {
      await work()
      return true
    } catch (error) {
      refusal.value = error
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, refusal, saving }
}
