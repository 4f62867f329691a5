/** The words of results and examples, as the server's dictionary has them in the reader's language. */
import type { Choice } from '@/api/types'
import { useDictionary } from '../lookups'

export interface Terms { label: (set: string, code: string | null | undefined) => string; choices: (set: string) => Choice[]; verb: (machine: string, verb: string) => string }

export function useTerms(): Terms {
  const words = useDictionary()
  const choices = (set: string): Choice[] => words.value?.terms[set] ?? []
  return {
    choices,
    label: (set, code) => choices(set).find(one => one.code === code)?.label ?? (words.value ? code ?? '' : ''),
    verb: (machine, verb) => (words.value?.moves as Record<string, { verb: string; label: string }[]> | undefined)?.[machine]?.find(one => one.verb === verb)?.label ?? (words.value ? verb : ''),
  }
}

const TONES: Record<string, string> = { suggested: 'o', proposed: 'yellow', approved: 'blue', masked: 'blue', checked: 'blue', notified: 'blue', pledge_tracking: 'yellow', refused: 'red', withdrawn: 'red', executed: 'green', aired: 'green', closed: '', dismissed: '' }

/** The colour beside a state's word; the word says it all. */
export const tone = (state: string): string => TONES[state] ?? 'blue'
