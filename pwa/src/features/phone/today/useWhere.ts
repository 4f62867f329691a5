/** How far this device is from a site, as far as anybody can tell: one look when asked, never a track. */
import { computed, onScopeDispose, shallowRef, type Ref } from 'vue'
import type { Fix, Point } from '@/api/types'
import { metres } from '@/shared/format'
import { fixOf } from '../camera/usePosition'

/** Within so many metres, whatever the fix may be wrong by, somebody is there. */
const THERE_M = 200
const LOOK: PositionOptions = { enableHighAccuracy: true, maximumAge: 60_000, timeout: 10_000 }

/** `metres` is a distance, or with `within` the most it can be; none where it is not known, and `unsure` where the fix is too coarse. */
export interface Where { there: boolean; metres: number | null; within: boolean; unsure: number | null }

export function whereIs(site: Point | null | undefined, fix: Fix | null): Where {
  const unknown = { there: false, metres: null, within: false, unsure: null }
  if (!site || !fix) return unknown
  const away = metres(site, fix)
  const most = away + fix.accuracy_m
  if (fix.accuracy_m <= away) return { ...unknown, there: most <= THERE_M, metres: Math.round(away) }
  if (most <= THERE_M) return { ...unknown, there: true, metres: Math.ceil(most), within: true }
  return { ...unknown, unsure: Math.round(fix.accuracy_m) }
}

const newer = (a: Fix | null, b: Fix | null): Fix | null => !a || (b && Date.parse(b.fixed_at) > Date.parse(a.fixed_at)) ? b : a

/** `known` is what the photographs say; the device itself is asked only where it may be already, so that no page asks for leave. */
export function useWhere(site: () => Point | null, known: () => Fix | null): Readonly<Ref<Where>> {
  const seen = shallowRef<Fix | null>(null)
  async function look(): Promise<void> {
    if (document.hidden || !('geolocation' in navigator)) return
    const leave = await navigator.permissions.query({ name: 'geolocation' }).catch(() => undefined)
    if (leave?.state === 'granted') navigator.geolocation.getCurrentPosition(found => { seen.value = fixOf(found) }, () => undefined, LOOK)
  }
  document.addEventListener('visibilitychange', look)
  onScopeDispose(() => { document.removeEventListener('visibilitychange', look) })
  void look()
  return computed(() => whereIs(site(), newer(seen.value, known())))
}
