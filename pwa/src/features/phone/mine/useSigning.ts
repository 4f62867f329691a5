/** What this device can say of its own key, without a network. */
import { heldAnchor, named } from '@/offline/anchors'
import { chainLength } from '@/offline/capture'
import { heldKey, stateOf, type DeviceKey, type KeyState } from '@/offline/deviceKey'
import { unsignedCount } from '@/offline/photos'
import { canVerify, pinned, type Pinned } from '@/offline/trust'
import { useLive } from '@/shared/useLive'

export interface Signing { held: DeviceKey | undefined; state: KeyState; signs: boolean; signed: number; failed: number; anchoredAt: string | null; server: Pinned | undefined; verifies: boolean }

async function look(): Promise<Signing> {
  const [held, signed, failed, anchor, server, verifies] = await Promise.all([heldKey(), chainLength(), unsignedCount(), heldAnchor(), pinned(), canVerify()])
  const state = stateOf(held)
  return { held, state, signs: state === 'enrolled', signed, failed, anchoredAt: anchor ? named(anchor).t : null, server, verifies }
}

export function useSigning() {
  return useLive<Signing | undefined>(look, undefined, ['signing', 'drafts', 'session'])
}
