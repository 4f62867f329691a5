/** A step on a row: on the device first, then sent; a refusal that comes while the form is open is shown in it, its words kept. */
import { onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { deedsAbout, outcome, queueDeed, takeBack, waitingDeeds, type Deed } from '@/offline/deeds'
import type { About, DeedItem } from '@/offline/model'
import { useLive } from '@/shared/useLive'
import { parkedWords, type Said } from './outbox/words'

export interface Wrong { said: Said; pointer: string }

/** `arrived` runs when the server has said yes. */
export function useDeed(arrived: () => Promise<unknown> = () => Promise.resolve()) {
  const busy = ref(false)
  const wrong = shallowRef<Wrong>()
  let gone = false
  onScopeDispose(() => { gone = true })

  /** True once the deed arrived or is safely waiting; false when it was refused. */
  async function send(deed: Deed): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    wrong.value = undefined
    try {
      const held = await outcome(await queueDeed(deed))
      if (held?.state === 'delivered') await arrived().catch(() => undefined)
      if (held?.state !== 'parked' || gone) return true
      wrong.value = { said: parkedWords(held), pointer: held.reason?.pointer ?? '' }
      await takeBack(held.id)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, wrong, send }
}

export function useDeedsAbout(kind: About['kind'], id: string): Readonly<Ref<DeedItem[]>> {
  return useLive(() => deedsAbout(kind, id), [], ['outbox', 'session'])
}

/** For lists: which rows have something waiting, and whether a step on them was refused. */
export function useDeedMarks(): Readonly<Ref<Map<string, 'waiting' | 'refused'>>> {
  return useLive(async () => {
    const marks = new Map<string, 'waiting' | 'refused'>()
    for (const { about, state } of await waitingDeeds()) {
      if (state === 'parked' || marks.get(about.id) !== 'refused') marks.set(about.id, state === 'parked' ? 'refused' : 'waiting')
    }
    return marks
  }, new Map(), ['outbox', 'session'])
}
