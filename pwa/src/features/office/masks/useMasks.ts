/** What is covered on a set of photographs: as saved, as being drawn, and vouching for it. Nothing is called saved before it is. */
import { computed, reactive, ref, watch, type ComputedRef, type Ref } from 'vue'
import { ApiProblem, get, ifMatch, post, put } from '@/api/http'
import type { Evidence, Mask, MaskShape } from '@/api/types'
import { same } from './shapes'

interface Entry { mask: Mask; shapes: MaskShape[]; past: MaskShape[][] }
export interface Masks {
  of: (id: string | undefined) => Mask | undefined
  shapes: (id: string | undefined) => MaskShape[]
  dirty: (id: string | undefined) => boolean
  undoable: (id: string | undefined) => boolean
  change: (id: string, shapes: MaskShape[]) => void
  undo: (id: string) => void
  save: (id: string) => Promise<boolean>
  check: (id: string) => Promise<boolean>
  reopen: (id: string) => Promise<boolean>
  checkAll: () => Promise<boolean>
  /** Photographs that can be seen and were not vouched for. */
  waiting: ComputedRef<Evidence[]>
  busy: Ref<boolean>
  trouble: Ref<unknown>
  /** Somebody else was sooner; what they saved is shown. */
  overtaken: Ref<boolean>
}

/** What the server said last and what is drawn since, by photograph. */
class Held {
  private readonly entries = reactive(new Map<string, Entry>())

  of(id: string | undefined): Entry | undefined { return id === undefined ? undefined : this.entries.get(id) }

  dirty(id: string | undefined): boolean {
    const one = this.of(id)
    return one !== undefined && !same(one.shapes, one.mask.shapes)
  }

  take(mask: Mask): void {
    this.entries.set(mask.evidence_id, { mask, shapes: mask.shapes, past: this.of(mask.evidence_id)?.past ?? [] })
  }

  /** News of a list: never over what is being drawn, never older than what is known. */
  hear(mask: Mask): void {
    if (mask.version >= (this.of(mask.evidence_id)?.mask.version ?? -1) && !this.dirty(mask.evidence_id)) this.take(mask)
  }

  change(id: string, shapes: MaskShape[]): void {
    const one = this.of(id)
    if (!one) return
    one.past.push(one.shapes)
    one.shapes = shapes
  }

  undo(id: string): void {
    const one = this.of(id)
    const last = one?.past.pop()
    if (one && last) one.shapes = last
  }

  async write(id: string): Promise<void> {
    const one = this.of(id)
    if (one && this.dirty(id)) this.take(await put<Mask>(`/evidence/${id}/mask`, { shapes: one.shapes }, { headers: ifMatch(one.mask.version) }))
  }

  /** What somebody else saved is shown; one's own is a step back away. */
  async reread(id: string): Promise<void> {
    const latest = await get<Mask>(`/evidence/${id}/mask`)
    const one = this.of(id)
    if (one && this.dirty(id)) one.past.push(one.shapes)
    this.take(latest)
  }
}

interface Attempts extends Pick<Masks, 'busy' | 'trouble' | 'overtaken'> { tried: (ids: string[], deed: () => Promise<void>) => Promise<boolean> }

function useAttempts(held: Held): Attempts {
  const busy = ref(false)
  const trouble = ref<unknown>()
  const overtaken = ref(false)
  async function tried(ids: string[], deed: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    trouble.value = undefined
    overtaken.value = false
    try {
      await deed()
      return true
    } catch (error) {
      trouble.value = error
      const stale = error instanceof ApiProblem && (error.status === 412 || error.slug === 'illegal-move')
      if (stale) await Promise.all(ids.map(id => held.reread(id))).then(() => { overtaken.value = true }, () => undefined)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, trouble, overtaken, tried }
}

export function useMasks(photos: () => Evidence[]): Masks {
  const held = new Held()
  const { tried, ...attempts } = useAttempts(held)
  watch(photos, list => { for (const { mask } of list) if (mask) held.hear(mask) }, { immediate: true })
  const waiting = computed(() => photos().filter(({ id, state, decode }) => {
    const mask = held.of(id)?.mask
    return mask !== undefined && mask.state !== 'checked' && state === 'received' && decode !== 'undecodable'
  }))
  const save = (id: string): Promise<boolean> => held.dirty(id) ? tried([id], () => held.write(id)) : Promise.resolve(true)
  const move = (id: string, verb: 'check' | 'reopen'): Promise<boolean> => tried([id], async () => {
    await held.write(id)
    held.take(await post<Mask>(`/evidence/${id}/mask/moves`, { verb }, { headers: ifMatch(held.of(id)?.mask.version ?? 0) }))
  })
  async function checkAll(): Promise<boolean> {
    const ids = waiting.value.map(one => one.id)
    if (!ids.length) return true
    return await tried(ids, async () => {
      for (const id of ids) await held.write(id)
      const items = ids.map(id => ({ evidence_id: id, version: held.of(id)?.mask.version ?? 0 }))
      const done = await post<{ items: Mask[] }>('/evidence/masks/checks', { items })
      for (const mask of done.items) held.take(mask)
    })
  }
  return {
    of: id => held.of(id)?.mask, shapes: id => held.of(id)?.shapes ?? [], undoable: id => (held.of(id)?.past.length ?? 0) > 0,
    dirty: id => held.dirty(id), undo: id => { held.undo(id) },
    change: (id, shapes) => {
      held.change(id, shapes)
      attempts.overtaken.value = false
    },
    save, checkAll, check: id => move(id, 'check'), reopen: id => move(id, 'reopen'), waiting, ...attempts,
  }
}
