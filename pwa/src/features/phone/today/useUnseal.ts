/** Opening a site: by the server, or from the envelope on this device where there is no network. */
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { Offline } from '@/api/http'
import { openable } from '@/offline/envelopes'
import { WrongPassword } from '@/offline/keyring'
import { useLive, useOnline } from '@/shared/useLive'
import { openSite, openSiteHere } from './missionActs'
import { useAct } from './useAct'

export function useUnseal(mission: string, site: string) {
  const { t } = useI18n()
  const online = useOnline()
  const { busy, failed, run } = useAct()
  const here = useLive(() => openable(site), false, ['rows', 'session'])
  /** The password is being asked for. */
  const asking = ref(false)
  const reachable = computed(() => online.value || here.value)

  async function ask(): Promise<void> {
    if (here.value) asking.value = true
    else throw new Offline()
  }
  async function unseal(): Promise<void> {
    await run(async () => {
      if (!online.value) return ask()
      await openSite(mission, site).catch((error: unknown) => {
        if (error instanceof Offline) return ask()
        throw error
      })
    })
  }
  async function unsealHere(password: string): Promise<void> {
    await run(async () => {
      try {
        await openSiteHere(mission, site, password)
        asking.value = false
      } catch (error) {
        if (error instanceof WrongPassword) failed.value = t('missions.phone.wrongPassword')
        else throw error
      }
    })
  }
  return { busy, failed, run, asking, online, reachable, unseal, unsealHere }
}
