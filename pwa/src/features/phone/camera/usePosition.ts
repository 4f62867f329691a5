/** Where this device is, with how sure and how fresh; a refusal never stops a photograph. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Fix } from '@/api/types'
import type { Geo } from '@/offline/model'
import { useNow } from '@/shared/useLive'

export type PositionState = 'waiting' | 'fixed' | 'denied' | 'unavailable'

const POOR_M = 50
/** A satellite fix is rarely worse than this; the browser does not say what it used. */
const SATELLITE_M = 100
const STALE_MS = 120_000
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 5000, timeout: 30_000 }

export function fixOf({ coords, timestamp }: GeolocationPosition): Fix {
  const source = coords.accuracy <= SATELLITE_M ? 'gps' : 'network'
  return { lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.round(coords.accuracy * 10) / 10, fixed_at: new Date(timestamp).toISOString(), source }
}

/** The same fix as a capture record says it: whole numbers only. */
export function geoOf(fix: Fix): Geo {
  const { lat, lon, accuracy_m, fixed_at } = fix
  const exact = typeof accuracy_m === 'number' && { acc_cm: Math.round(accuracy_m * 100) }
  return { st: 'ok', lat_e7: Math.round(lat * 1e7), lon_e7: Math.round(lon * 1e7), ...exact, ...fixed_at && { t: fixed_at } }
}

export function usePosition() {
  const state = ref<PositionState>('waiting')
  const fix = shallowRef<Fix | null>(null)
  const now = useNow(1000)
  const ageMs = computed(() => fix.value?.fixed_at ? now.value.getTime() - Date.parse(fix.value.fixed_at) : null)
  const poor = computed(() => (fix.value?.accuracy_m ?? 0) > POOR_M)
  /** What goes with a photograph now: an old fix would say more than is known. */
  const current = (): Fix | null => ageMs.value !== null && ageMs.value < STALE_MS ? fix.value : null
  /** `timeout`: there was a place, or one was waited for, and none came in time. */
  const late = ref(false)
  function geo(): Geo {
    const held = current()
    if (held) return geoOf(held)
    if (state.value === 'denied') return { st: 'denied' }
    return { st: late.value || fix.value ? 'timeout' : 'none' }
  }

  function found(position: GeolocationPosition): void {
    fix.value = fixOf(position)
    state.value = 'fixed'
    late.value = false
  }
  function lost(error: GeolocationPositionError): void {
    late.value = error.code === error.TIMEOUT
    if (error.code === error.PERMISSION_DENIED) state.value = 'denied'
    else if (!fix.value) state.value = 'unavailable'
  }

  if ('geolocation' in navigator) {
    const watching = navigator.geolocation.watchPosition(found, lost, OPTIONS)
    onScopeDispose(() => { navigator.geolocation.clearWatch(watching) })
  } else state.value = 'unavailable'
  return { state, fix, ageMs, poor, current, geo }
}
