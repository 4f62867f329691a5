/** Autosave: every keystroke is on the device within a third of a second, whatever happens to the page. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { cover, newPad, uncover, type Pad } from '@/offline/pad'
import { me } from '@/offline/session'

const PAUSE_MS = 300

/** A page being closed cannot finish a write to the database: the last keystrokes wait in here, under their owner's name. */
export function pendingKey(id: string): string {
  return `pending:${me()?.id ?? ''}:${id}`
}

/** What a killed page left unsaved, once. */
export async function takePending<T>(id: string): Promise<T | undefined> {
  const kept = localStorage.getItem(pendingKey(id))
  localStorage.removeItem(pendingKey(id))
  const text = kept ? await uncover(kept).catch(() => undefined) : undefined
  return text ? JSON.parse(text) as T : undefined
}

/** Follow `value` and write it with `save`; `ready` holds it back until the value was loaded. */
export function useSaved<T extends { id: string }>(value: Ref<T>, save: (value: T) => Promise<void>, ready: Ref<boolean>) {
  const savedAt = ref<Date | null>(null)
  const failed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function flush(): Promise<void> {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    await save(JSON.parse(JSON.stringify(value.value)) as T)
      .then(() => { savedAt.value = new Date(); failed.value = false; localStorage.removeItem(pendingKey(value.value.id)) }, () => { failed.value = true })
  }

  const now = (): void => { void flush() }
  let pad: Pad | undefined
  const renewPad = (): void => { void newPad().then(made => { pad = made }, () => undefined) }
  renewPad()
  function leaving(): void {
    const covered = pad && timer !== undefined ? cover(pad, JSON.stringify(value.value)) : undefined
    if (covered) {
      localStorage.setItem(pendingKey(value.value.id), covered)
      pad = undefined
      renewPad()
    }
    now()
  }
  watch(value, () => {
    if (!ready.value) return
    clearTimeout(timer)
    timer = setTimeout(now, PAUSE_MS)
  }, { deep: true })
  addEventListener('pagehide', leaving)
  document.addEventListener('visibilitychange', leaving)
  onBeforeRouteLeave(flush)
  onBeforeRouteUpdate(flush)
  onScopeDispose(() => {
    removeEventListener('pagehide', leaving)
    document.removeEventListener('visibilitychange', leaving)
    now()
  })
  return { savedAt, failed, flush }
}
