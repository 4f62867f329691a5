/** What this device finds of a receipt: its signature, and each photograph that is still here. */
import { computed, type Ref } from 'vue'
import type { EvidenceReceipt, Receipt } from '@/api/types'
import type { Photo } from '@/offline/model'
import { cannotTell, checkEvidence, checkReport, type Verdict } from '@/offline/receipts'
import { useLive } from '@/shared/useLive'

interface Verdicts { whole: Verdict; photos: Map<string, Verdict> }

type Tone = '' | 'g' | 'y' | 'r'

/** What cannot be told is no colour. */
export function tone(verdict: Verdict | undefined): Tone {
  if (verdict === undefined || cannotTell(verdict)) return ''
  return verdict === 'ok' ? 'g' : verdict === 'key' ? 'y' : 'r'
}

/** The tag of one photograph: its digest first, then what the signature adds. */
export function tagOf(own: Photo | undefined, line: EvidenceReceipt, verdict: Verdict | undefined): { key: string; tone: Tone } {
  if (!own) return { key: 'phone.receipt.elsewhere', tone: '' }
  if (own.sha256 !== line.sha256) return { key: 'phone.receipt.differs', tone: 'r' }
  if (verdict && tone(verdict) === 'r') return { key: `phone.receipt.verdict.${verdict}`, tone: 'r' }
  return { key: verdict === 'ok' ? 'phone.receipt.good' : 'phone.receipt.same', tone: 'g' }
}

async function verdicts(receipt: Receipt, photos: readonly Photo[]): Promise<Verdicts> {
  const own = new Map(photos.map(photo => [photo.id, photo]))
  const found = await Promise.all(receipt.evidence.map(async line => {
    const photo = own.get(line.id)
    return photo && [line.id, await checkEvidence(line, photo)] as const
  }))
  return { whole: await checkReport(receipt), photos: new Map(found.filter(one => one !== undefined)) }
}

export function useVerdicts(receipt: Ref<Receipt | undefined>, photos: Readonly<Ref<readonly Photo[]>>) {
  const value = useLive<Verdicts | undefined>(async () => receipt.value && verdicts(receipt.value, photos.value), undefined, ['signing'], () => [receipt.value, photos.value])
  const all = computed(() => value.value ? [value.value.whole, ...value.value.photos.values()] : [])
  /** Something speaks against the receipt. */
  const bad = computed(() => all.value.some(one => one !== 'ok' && one !== 'key' && !cannotTell(one)))
  const unsure = computed(() => !bad.value && all.value.includes('key'))
  return { value, bad, unsure }
}
