/** Something asked of the server: its value, the wait, the failure, and asking again. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type WatchSource } from 'vue'

export interface Loaded<T> {
  value: Ref<T | undefined>
  failure: Ref<unknown>
  busy: Ref<boolean>
  reload: () => Promise<void>
}

/** Loads at once and whenever `on` changes; the newest answer wins, a failure keeps the last value. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, on?: WatchSource): Loaded<T> {
  const value = shallowRef<T>()
  const failure = shallowRef<unknown>()
  const busy = ref(false)
  let stop: AbortController | undefined
  async function reload(): Promise<void> {
    stop?.abort()
    const mine = stop = new AbortController()
    busy.value = true
    try {
      const result = await load(mine.signal)
      if (mine.signal.aborted) return
      value.value = result
      failure.value = undefined
    } catch (error) {
      if (!mine.signal.aborted) failure.value = error
    } finally {
      if (stop === mine) busy.value = false
    }
  }
  if (on) watch(on, () => { void reload() })
  onScopeDispose(() => { stop?.abort() })
  void reload()
  return { value, failure, busy, reload }
}
