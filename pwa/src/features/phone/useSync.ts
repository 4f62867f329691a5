/** What the capsule says on every page: is there a network, and what has not arrived yet. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { carriesCopies, isPulling, serverReached } from '@/offline/engine'
import type { OutboxItem } from '@/offline/model'
import { lastPull } from '@/offline/pull'
import { items } from '@/offline/queue'
import { needsSignIn } from '@/offline/session'
import { clock } from '@/shared/format'
import type { IconName } from '@/shared/ui/icons'
import { useLive, useOnline, useValue } from '@/shared/useLive'

export interface Pill { tone: '' | 'ok' | 'off' | 'up' | 'er'; icon: IconName; text: string }

/** Photographs not delivered; an item that carries none counts as one. */
export function unsent(list: OutboxItem[]): number {
  const open = list.filter(held => held.state !== 'delivered')
  return open.reduce((sum, held) => sum + (held.photos.filter(line => line.state !== 'delivered').length || 1), 0)
}

/** Ticks are nobody's parcel. */
async function shown(): Promise<OutboxItem[]> {
  return (await items()).filter(held => held.kind !== 'deed' || held.manner !== 'quiet')
}

export function useSync() {
  const { t } = useI18n()
  const list = useLive(shown, [], ['outbox', 'progress', 'session'])
  const pulledAt = useLive(lastPull, undefined, ['rows', 'session'])
  const online = useOnline()
  const reached = useValue(serverReached, ['sync'])
  const pulling = useValue(isPulling, ['sync'])
  const signIn = useValue(needsSignIn, ['session'])
  const offline = computed(() => !online.value || reached.value === false)
  const left = computed(() => unsent(list.value))
  const parked = computed(() => list.value.filter(held => held.state === 'parked').length)
  const sending = computed(() => list.value.find(held => held.state === 'sending'))

  function moving(): Pill {
    const lines = sending.value?.photos ?? []
    const done = lines.filter(line => line.state === 'delivered').length
    return { tone: 'up', icon: 'cloud-up', text: lines.length > 0 ? t('phone.sync.sending', { done, all: lines.length }) : t('phone.sync.sendingOne') }
  }

  function quiet(): Pill {
    if (left.value > 0) return { tone: '', icon: 'cloud-up', text: t('phone.sync.queued', { n: left.value }) }
    if (!carriesCopies()) return { tone: 'ok', icon: 'cloud-ok', text: t('phone.sync.online') }
    if (pulling.value || !pulledAt.value) return { tone: '', icon: 'cloud-down', text: t('phone.sync.updating') }
    return { tone: 'ok', icon: 'cloud-ok', text: t('phone.sync.ok', { at: clock(pulledAt.value) }) }
  }

  const pill = computed<Pill>(() => {
    if (signIn.value) return { tone: 'er', icon: 'lock', text: t('phone.sync.signIn') }
    if (parked.value > 0) return { tone: 'er', icon: 'cloud-alert', text: t('phone.sync.parked', { n: parked.value }) }
    if (offline.value) return { tone: 'off', icon: 'cloud-off', text: left.value > 0 ? t('phone.sync.offlineLeft', { n: left.value }) : t('phone.sync.offline') }
    return sending.value ? moving() : quiet()
  })
  return { pill, list, left, parked, offline, signIn, pulling, pulledAt }
}
