/** Where this device is, with how sure and how fresh; a refusal never stops a photograph. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { Fix } from '@/api/types'
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

export function usePosition() {
  const state = ref<PositionState>('waiting')
  const fix = shallowRef<Fix | null>(null)
  const now = useNow(1000)
  const ageMs = computed(() => fix.value?.fixed_at ? now.value.getTime() - Date.parse(fix.value.fixed_at) : null)
  const poor = computed(() => (fix.value?.accuracy_m ?? 0) > POOR_M)
  /** What goes with a photograph now: an old fix would say more than is known. */
  const current = (): Fix | null => ageMs.value !== null && ageMs.value < STALE_MS ? fix.value : null

  function found(position: GeolocationPosition): void {
    fix.value = fixOf(position)
    state.value = 'fixed'
  }
  function lost(error: GeolocationPositionError): void {
    if (error.code === error.PERMISSION_DENIED) state.value = 'denied'
    else if (!fix.value) state.value = 'unavailable'
  }

  if ('geolocation' in navigator) {
    const watching = navigator.geolocation.watchPosition(found, lost, OPTIONS)
    onScopeDispose(() => { navigator.geolocation.clearWatch(watching) })
  } else state.value = 'unavailable'
  return { state, fix, ageMs, poor, current }
}
