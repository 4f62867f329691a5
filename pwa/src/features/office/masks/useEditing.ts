/** Whether the photograph in view is being covered, or its masked copy is being looked at. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { blob } from '@/api/http'
import type { Masks } from './useMasks'

export interface Editing {
  on: Ref<boolean>
  /** Somebody vouched for this mask: is it to be reopened? */
  asking: Ref<boolean>
  /** The masked copy as the server made it. */
  result: Ref<string | undefined>
  begin: () => void; decline: () => void; reopen: () => Promise<void>; leave: () => Promise<void>; toggle: () => void; compare: () => Promise<void>; forget: () => void
}

export function useEditing(masks: () => Masks | undefined, id: () => string | undefined): Editing {
  const on = ref(false)
  const asking = ref(false)
  const result = ref<string>()

  function forget(): void {
    if (result.value) URL.revokeObjectURL(result.value)
    result.value = undefined
  }
  function begin(): void {
    const mask = masks()?.of(id())
    asking.value = mask?.state === 'checked'
    on.value = mask !== undefined && !asking.value
  }
  async function reopen(): Promise<void> {
    const now = id()
    if (now && await masks()?.reopen(now)) {
      asking.value = false
      on.value = id() === now
    }
  }
  async function leave(): Promise<void> {
    const now = id()
    if (now && !await masks()?.save(now)) return
    forget()
    on.value = false
  }
  function toggle(): void {
    if (on.value) void leave()
    else begin()
  }
  async function compare(): Promise<void> {
    const now = id()
    if (result.value || !now) {
      forget()
      return
    }
    if (!await masks()?.save(now)) return
    const bytes = await blob(`/evidence/${now}/masked`).catch(() => undefined)
    if (bytes && id() === now) result.value = URL.createObjectURL(bytes)
  }
  watch(id, (_, before) => {
    if (on.value && before) void masks()?.save(before)
    on.value = asking.value = false
    forget()
  })
  onScopeDispose(() => {
    const now = id()
    if (on.value && now) void masks()?.save(now)
    forget()
  })
  return { on, asking, result, begin, decline: () => { asking.value = false }, reopen, leave, toggle, compare, forget }
}
