/** One matter: from the device at once, from the server when it can be reached; deeds go to the server and say what came of them. */
import { computed, ref, shallowRef, watch } from 'vue'
import { get, Offline, post, put, ApiProblem } from '@/api/http'
import type { Task, TaskFull, TaskMove } from '@/api/types'
import { db, recall, remember } from '@/offline/db'
import { emit } from '@/shared/bus'
import { t } from '@/shared/i18n'

export interface Words { id: string; text: string; plan: string; person: string; post: string; signedBy: string; truth: boolean; figures: Record<string, string> }
const blank = (): Words => ({ id: crypto.randomUUID(), text: '', plan: '', person: '', post: '', signedBy: '', truth: false, figures: {} })

export function useMatter(id: string) {
  const row = shallowRef<Task>()
  const whole = shallowRef<TaskFull>()
  const loaded = ref(false)
  const busy = ref(false)
  const refusal = ref('')
  const words = ref<Words>(blank())
  const key = `matter:${id}`

  async function take(fresh: TaskFull): Promise<void> {
    whole.value = row.value = fresh
    await (await db()).put('task', fresh)
    emit('rows')
  }
  async function begin(): Promise<void> {
    row.value = await (await db()).get('task', id)
    words.value = await recall<Words>(key) ?? words.value
    await get<TaskFull>(`/tasks/${id}`).then(take).catch(() => undefined)
    loaded.value = true
  }
  void begin()
  /** What is typed is on the device at once: a lost network loses no word. */
  watch(words, now => { void remember(key, JSON.parse(JSON.stringify(now))) }, { deep: true })

  async function deed(send: () => Promise<TaskFull>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    refusal.value = ''
    try {
      await take(await send())
      words.value = blank()
      return true
    } catch (error) {
      refusal.value = error instanceof Offline ? t('matters.needsNet') : error instanceof ApiProblem && error.detail ? error.detail : t('matters.needsNet')
      return false
    } finally {
      busy.value = false
    }
  }
  const task = computed(() => row.value)
  const figures = computed(() => Object.entries(words.value.figures).filter(([, said]) => said.trim() !== '' && Number.isFinite(Number(said)))
    .map(([name, said]) => ({ name, actual: Number(said), as_of: new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date()) })))
  const said = computed(() => ({ id: words.value.id, text: words.value.text.trim(), figures: figures.value, truth_statement: true }))
  return {
    task, whole, loaded, busy, refusal, words,
    move: (body: TaskMove) => deed(() => post<TaskFull>(`/tasks/${id}/moves`, body)),
    progress: () => deed(() => post<TaskFull>(`/tasks/${id}/progress`, said.value)),
    answer: () => deed(() => post<TaskFull>(`/tasks/${id}/feedbacks`, { ...said.value, signed_by: words.value.signedBy.trim() })),
    reach: (milestone: string, done: string | null, note: string | null) => deed(() => put<TaskFull>(`/tasks/${id}/milestones/${milestone}`, { done_on: done, note })),
  }
}
