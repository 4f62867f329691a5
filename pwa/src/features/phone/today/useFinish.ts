/** A site is finished: asked first, told when there is a network. */
import { useI18n } from 'vue-i18n'
import type { MissionSite } from '@/api/types'
import { finishHere } from '@/offline/envelopes'
import { confirm } from '../confirm'

type Run = (deed: () => Promise<void>) => Promise<void>

export function useFinish(mission: string, site: () => MissionSite, run: Run): () => Promise<void> {
  const { t } = useI18n()
  return async () => {
    const { id, seq } = site()
    if (await confirm(t('missions.phone.finishAsk', { n: seq }), t('missions.phone.finish'))) await run(() => finishHere(mission, id))
  }
}
