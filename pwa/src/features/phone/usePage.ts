/** A page that asks the server directly: its wait, its failure in words, and asking again. */
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { SignedOut } from '@/api/errors'
import { ApiProblem, Offline } from '@/api/http'

export interface Asked<T> { value: Ref<T | undefined>; failure: Ref<unknown>; busy: Ref<boolean>; reload: () => Promise<void> }

export function usePage<T>(ask: (signal: AbortSignal) => Promise<T>): Asked<T> {
  const value = shallowRef<T>()
  const failure = shallowRef<unknown>()
  const busy = ref(false)
  const stop = new AbortController()
  onScopeDispose(() => { stop.abort() })
  async function reload(): Promise<void> {
    busy.value = true
    try {
      value.value = await ask(stop.signal)
      failure.value = undefined
    } catch (error) {
      if (!stop.signal.aborted) failure.value = error
    } finally {
      busy.value = false
    }
  }
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
