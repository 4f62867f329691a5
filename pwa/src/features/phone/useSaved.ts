/** Autosave: every keystroke is on the device within a third of a second, whatever happens to the page. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

const PAUSE_MS = 300

/** Follow `value` and write it with `save`; `ready` holds it back until the value was loaded. */
export function useSaved<T>(value: Ref<T>, save: (value: T) => Promise<void>, ready: Ref<boolean>) {
  const savedAt = ref<Date | null>(null)
  const failed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function flush(): Promise<void> {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    await save(JSON.parse(JSON.stringify(value.value)) as T)
      .then(() => { savedAt.value = new Date(); failed.value = false }, () => { failed.value = true })
  }

  const now = (): void => { void flush() }
  watch(value, () => {
    if (!ready.value) return
    clearTimeout(timer)
    timer = setTimeout(now, PAUSE_MS)
  }, { deep: true })
  addEventListener('pagehide', now)
  document.addEventListener('visibilitychange', now)
  onBeforeRouteLeave(flush)
  onBeforeRouteUpdate(flush)
  onScopeDispose(() => {
    removeEventListener('pagehide', now)
    document.removeEventListener('visibilitychange', now)
    now()
  })
  return { savedAt, failed, flush }
}
