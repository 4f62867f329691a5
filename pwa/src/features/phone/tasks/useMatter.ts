/** One matter: from the device at once, from the server when it can be reached; deeds are on the device first. */
import { computed, ref, shallowRef, watch } from 'vue'
import { get } from '@/api/http'
import type { Task, TaskFull, TaskMove } from '@/api/types'
import { db, recall, remember } from '@/offline/db'
import type { DeedItem } from '@/offline/model'
import { emit } from '@/shared/bus'
import { dayOf } from '@/shared/format'
import { t } from '@/shared/i18n'
import { useDeed, useDeedsAbout } from '../useDeed'

type MatterDeed = 'sign' | 'object' | 'start' | 'progress' | 'answer' | 'milestone'

export interface Words { id: string; text: string; plan: string; person: string; post: string; signedBy: string; truth: boolean; figures: Record<string, string> }
const blank = (): Words => ({ id: crypto.randomUUID(), text: '', plan: '', person: '', post: '', signedBy: '', truth: false, figures: {} })

export function useMatter(id: string) {
  const row = shallowRef<Task>()
  const whole = shallowRef<TaskFull>()
  const loaded = ref(false)
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

  const waiting = useDeedsAbout('task', id)
  const { busy, wrong, send } = useDeed(async () => { await take(await get<TaskFull>(`/tasks/${id}`)) })
  const refusal = computed(() => wrong.value ? t(wrong.value.said.key, wrong.value.said.values) : '')

  async function deed(word: MatterDeed, method: DeedItem['method'], path: string, body: Record<string, unknown>): Promise<boolean> {
    const title = row.value?.title ?? ''
    const sent = await send({ about: { kind: 'task', id }, title, word: `task.${word}`, path, body, method })
    if (sent) words.value = blank()
    return sent
  }
  /** Taken back from the outbox: what was written is in the form again. */
  function refill({ body }: DeedItem): void {
    const said = (value: unknown): string => typeof value === 'string' ? value : ''
    const [person] = body.responsible_persons as { name: string; post: string | null }[] | undefined ?? []
    words.value = { ...blank(), text: said(body.text ?? body.reason), plan: said(body.plan), signedBy: said(body.signed_by), person: person?.name ?? '', post: person?.post ?? '' }
  }
  const task = computed(() => row.value)
  const figures = computed(() => Object.entries(words.value.figures).filter(([, said]) => said.trim() !== '' && Number.isFinite(Number(said)))
    .map(([name, said]) => ({ name, actual: Number(said), as_of: dayOf(Date.now()) })))
  const said = computed(() => ({ id: words.value.id, text: words.value.text.trim(), figures: figures.value, truth_statement: true }))
  return {
    task, whole, loaded, busy, refusal, words, waiting, refill,
    move: (body: TaskMove) => deed(body.verb as MatterDeed, 'POST', `/tasks/${id}/moves`, { ...body }),
    progress: () => deed('progress', 'POST', `/tasks/${id}/progress`, said.value),
    answer: () => deed('answer', 'POST', `/tasks/${id}/feedbacks`, { ...said.value, signed_by: words.value.signedBy.trim() }),
    reach: (milestone: string, done: string | null, note: string | null) => deed('milestone', 'PUT', `/tasks/${id}/milestones/${milestone}`, { done_on: done, note }),
  }
}
