/** One write on one thing: a key against doing it twice, its refusal kept for the page, nothing typed lost. */
import type { Ref } from 'vue'
import { post } from '@/api/http'
import { Act } from './act'
import { useSaving } from '@/shared/useSaving'

export interface Deed<T> { busy: Ref<boolean>; refusal: Ref<unknown>; send: (path: string, body: unknown) => Promise<T | undefined>; clear: () => void }

export function useDeed<T>(): Deed<T> {
  const act = new Act()
  const { busy, refusal, saving } = useSaving()

  async function send(path: string, body: unknown): Promise<T | undefined> {
    let made: T | undefined
    await saving(async () => {
      made = await post<T>(path, body, { headers: act.headers(path, body) })
      act.done()
    })
    return made
  }
  return { busy, refusal, send, clear: () => { refusal.value = undefined } }
}
