/** One write on one thing: a key against doing it twice, its refusal kept for the page, nothing typed lost. */
import { ref, shallowRef, type Ref } from 'vue'
import { post } from '@/api/http'
import { Act } from './act'

export interface Deed<T> { busy: Ref<boolean>; refusal: Ref<unknown>; send: (path: string, body: unknown) => Promise<T | undefined>; clear: () => void }

export function useDeed<T>(): Deed<T> {
  const act = new Act()
  const busy = ref(false)
  const refusal = shallowRef<unknown>()

  async function send(path: string, body: unknown): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    refusal.value = undefined
    try {
      const made = await post<T>(path, body, { headers: act.headers(path, body) })
      act.done()
      return made
    } catch (error) {
      refusal.value = error
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, refusal, send, clear: () => { refusal.value = undefined } }
}
