/** A page that asks the server directly: its wait, its failure in words, and asking again. */
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { SignedOut } from '@/api/errors'
import { ApiProblem, Offline } from '@/api/http'
import { asked, gone, keptAnswer } from '@/offline/kept'

export interface Asked<T> { value: Ref<T | undefined>; failure: Ref<unknown>; busy: Ref<boolean>; reload: () => Promise<void> }

/** With `key` the last answer is kept on the device and shown at once; a page of what may not be seen any more is emptied. */
export function usePage<T>(ask: (signal: AbortSignal) => Promise<T>, key?: string): Asked<T> {
  const value = shallowRef<T>()
  const failure = shallowRef<unknown>()
  const busy = ref(false)
  const stop = new AbortController()
  onScopeDispose(() => { stop.abort() })
  async function reload(): Promise<void> {
    busy.value = true
    try {
      value.value = await (key ? asked(key, () => ask(stop.signal)) : ask(stop.signal))
      failure.value = undefined
    } catch (error) {
      if (stop.signal.aborted) return
      failure.value = error
      if (error instanceof ApiProblem && gone(error)) value.value = undefined
    } finally {
      busy.value = false
    }
  }
  if (key) void keptAnswer<T>(key).then(held => { if (busy.value || failure.value instanceof Offline) value.value ??= held }, () => undefined)
  void reload()
  return { value, failure, busy, reload }
}

/** What went wrong, in words. */
export function useRefusal(): (error: unknown) => string {
  const { t } = useI18n()
  return error => {
    if (error instanceof SignedOut) return t('notices.signIn')
    if (error instanceof Offline) return t('notices.offline')
    return error instanceof ApiProblem && error.detail ? error.detail : t('notices.other')
  }
}
