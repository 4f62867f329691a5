/** The reader's own evidence bundles of one report: asked for, watched while they are made, fetched. */
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { get } from '@/api/http'
import type { Bundle } from '@/api/types'
import { download } from '../download'
import { useDeed } from '../useDeed'
import { useLoad } from '../useLoad'

const EVERY = 1500 // milliseconds between looks while one is being made

export interface Bundles {
  items: Ref<Bundle[]>
  busy: Ref<boolean>
  refusal: Ref<unknown>
  failure: Ref<unknown>
  fetching: Ref<string>
  ask: (reason: string, finding: string) => Promise<boolean>
  fetch: (bundle: Bundle) => Promise<void>
  clear: () => void
}

/** `report` is the id; nothing is loaded before `on`. */
export function useBundles(report: () => string, on: () => boolean): Bundles {
  const { value, failure: lost, reload } = useLoad(
    async signal => on() ? (await get<{ items: Bundle[] }>('/bundles', { query: { report_id: report() }, signal })).items : [], () => [report(), on()])
  const { busy, refusal, send, clear } = useDeed<Bundle>()
  const items = computed(() => value.value ?? [])
  const fetching = ref('')
  const fault = ref<unknown>()
  let timer: ReturnType<typeof setTimeout> | undefined
  watch([items, lost], () => {
    clearTimeout(timer)
    if (on() && items.value.some(one => one.state === 'waiting')) timer = setTimeout(() => { void reload() }, EVERY)
  })
  watch(report, () => { fault.value = undefined })
  onScopeDispose(() => { clearTimeout(timer) })

  async function ask(reason: string, finding: string): Promise<boolean> {
    const body = { report_id: report(), reason, ...finding ? { finding_id: finding } : {} }
    if (!await send('/bundles', { id: idOf(body), ...body })) return false
    ids.delete(JSON.stringify(body))
    await reload()
    return true
  }
  async function fetch(bundle: Bundle): Promise<void> {
    fetching.value = bundle.id
    fault.value = undefined
    await download(`/bundles/${bundle.id}/file`, 'evidence.zip').catch((error: unknown) => { fault.value = error })
    fetching.value = ''
  }
  return { items, busy, refusal, failure: computed(() => fault.value ?? lost.value), fetching, ask, fetch, clear }
}

/** The same request again, after no answer came, is the same bundle. */
const ids = new Map<string, string>()
function idOf(body: object): string {
  const key = JSON.stringify(body)
  const id = ids.get(key) ?? crypto.randomUUID()
  ids.set(key, id)
  return id
}
