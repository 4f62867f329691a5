/** An entry of the log in words: the thing, and what was done with it; what has no word stands as the log has it. */
import { useI18n } from 'vue-i18n'
import { useTerms } from '../lookups'

export function useDeeds(): { thing: (kind: string) => string; deed: (action: string) => string } {
  const { t, te } = useI18n()
  const { verb } = useTerms()
  const said = (set: string, code: string): string => te(`people.audit.${set}.${code}`) ? t(`people.audit.${set}.${code}`) : code
  const thing = (kind: string): string => said('things', kind)
  return {
    thing,
    deed(action) {
      const [of = '', did = ''] = action.split('.')
      const moved = verb(of, did)
      return `${thing(of)} · ${moved && moved !== did ? moved : said('deeds', did)}`
    },
  }
}
