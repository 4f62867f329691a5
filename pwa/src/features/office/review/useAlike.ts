/** The photographs of other cases that look like the one in view, worded; their cases are named once they are looked at. */
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useI18n } from 'vue-i18n'
import { get } from '@/api/http'
import type { Evidence, Report } from '@/api/types'
import { shortDay } from '@/shared/format'
import { useLoad } from '../useLoad'
import { away, gap, readingKey, type Alike } from './alike'

const MOST = 5

export interface AlikeWords { one: Alike; title: string; detail: string; name: string }

async function nameOf(one: Alike, signal: AbortSignal): Promise<[string, string] | undefined> {
  if (one.owner_kind !== 'report' || !one.owner_id) return undefined
  const report = await get<Report>(`/reports/${one.owner_id}`, { signal }).catch(() => undefined)
  return report && [one.owner_id, report.findings.find(each => each.number)?.number ?? report.site.name]
}

export function useAlike(photo: MaybeRefOrGetter<Evidence | undefined>): ComputedRef<AlikeWords[]> {
  const { t } = useI18n()
  const related = computed(() => toValue(photo)?.related ?? [])
  const { value: names } = useLoad(async signal => {
    const found = await Promise.all(related.value.slice(0, MOST).map(one => nameOf(one, signal)))
    return new Map(found.filter(one => one !== undefined))
  }, related)
  return computed(() => related.value.map(one => {
    const name = names.value?.get(one.owner_id ?? '') ?? t(`office.alike.owner.${one.owner_kind}`)
    const [apart, between] = [away(one.apart_m), gap(one.gap_s)]
    return {
      one, name,
      title: t(`office.alike.kind.${one.kind}`, { day: shortDay(one.captured_at), name, n: one.similarity }),
      detail: t(`office.alike.reading.${readingKey(one)}`, { far: t(`office.alike.far.${apart.key}`, apart.values), gap: t(`office.alike.gap.${between.key}`, between.values) }),
    }
  }))
}
