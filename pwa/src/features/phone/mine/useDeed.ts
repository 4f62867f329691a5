/** One deed at a time on the server: its refusal stays, and nothing typed is lost. */
import { ref, shallowRef } from 'vue'

export function useDeed() {
  const doing = ref(false)
  const refusal = shallowRef<unknown>()
  async function run(deed: () => Promise<unknown>): Promise<boolean> {
    if (doing.value) return false
    doing.value = true
    refusal.value = undefined
    try {
      await deed()
      return true
    } catch (error) {
      refusal.value = error
      return false
    } finally {
      doing.value = false
    }
  }
  return { doing, refusal, run }
}
