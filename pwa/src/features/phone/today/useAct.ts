/** One deed at a time on the server, with its refusal in words; these need the network and are never queued. */
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { ApiProblem, Offline } from '@/api/http'

export function useAct() {
  const { t } = useI18n()
  const busy = ref(false)
  const failed = ref('')
  async function run(deed: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = true
    failed.value = ''
    try {
      await deed()
    } catch (error) {
      failed.value = error instanceof ApiProblem && error.detail ? error.detail : t(error instanceof Offline ? 'missions.phone.needsNet' : 'missions.phone.failed')
    } finally {
      busy.value = false
    }
  }
  return { busy, failed, run }
}
