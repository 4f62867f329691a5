/** The closed sets and verbs of this room, as the dictionary has them. */
import type { Choice, Move } from '@/api/types'
import { useDictionary } from '../lookups'

export function useTerms(): { term: (set: string, code: string | null) => string; choices: (set: string) => Choice[]; verb: (machine: string, code: string) => string } {
  const words = useDictionary()
  const choices = (set: string): Choice[] => words.value?.terms[set] ?? []
  return {
    choices,
    term: (set, code) => choices(set).find(one => one.code === code)?.label ?? (words.value ? code ?? '—' : '—'),
    verb: (machine, code) => (words.value?.moves as Record<string, Move[]> | undefined)?.[machine]?.find(one => one.verb === code)?.label ?? (words.value ? code : ''),
  }
}
