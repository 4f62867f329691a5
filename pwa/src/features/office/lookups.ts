/** The dictionary, the units and the people: read once per session, shared by every page. */
import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { get } from '@/api/http'
import type { Choice, Dictionary, Page, Unit, User } from '@/api/types'
import { locale } from '@/shared/settings'

const WHOLE = 200

async function everything<T>(path: string): Promise<T[]> {
  const all: T[] = []
  let cursor: string | null | undefined
  do {
    const page: Page<T> = await get<Page<T>>(path, { query: { limit: WHOLE, cursor } })
    all.push(...page.items)
    cursor = page.next_cursor
  } while (cursor)
  return all
}

const dictionary = shallowRef<Dictionary>()
const units = shallowRef<Unit[]>([])
const users = shallowRef<User[]>([])
const asked = new Map<unknown, string>()

/** Ask once; a failure leaves the value as it was and the next page asks again. */
function once<T>(into: ShallowRef<T>, about: string, ask: () => Promise<T>): void {
  if (asked.get(into) === about) return
  asked.set(into, about)
  ask().then(value => { into.value = value }, () => { asked.delete(into) })
}

/** The server labels its terms in the language asked for, so another language is another question. */
function askDictionary(wanted: string): void {
  once(dictionary, wanted, () => get<Dictionary>('/dictionary', { headers: { 'Accept-Language': wanted } }))
}
watch(locale, wanted => { if (dictionary.value) askDictionary(wanted) })

export function useDictionary(): ShallowRef<Dictionary | undefined> {
  askDictionary(locale.value)
  return dictionary
}

/** `brief` is the short form of a full name, for tables in which the county's own name would take the room. */
export function useUnits(): { units: ShallowRef<Unit[]>; unitName: (id: string | null | undefined) => string; brief: (name: string) => string } {
  once(units, '', () => everything<Unit>('/units'))
  const byId = computed(() => new Map(units.value.map(unit => [unit.id, unit])))
  const byName = computed(() => new Map(units.value.map(unit => [unit.name, unit.short_name])))
  return { units, unitName: id => byId.value.get(id ?? '')?.short_name ?? '', brief: name => byName.value.get(name) ?? name }
}

/** After a unit was changed: what is shown is read anew. */
export function forgetUnits(): void {
  asked.delete(units)
  useUnits()
}

export function useUsers(): ShallowRef<User[]> {
  once(users, '', () => everything<User>('/users'))
  return users
}

type Plain = 'severities' | 'order_classes' | 'reinspection_results' | 'evidence_requirements' | 'finding_states' | 'order_states' | 'report_states' | 'task_states'

/** The words of the closed sets, as the office has them in its dictionary. */
export function useLabels(): { area: (code: string) => string; category: (code: string) => string; label: (set: Plain, code: string) => string
  choices: (set: Plain) => Choice[]; term: (set: string, code: string) => string; terms: (set: string) => Choice[]; areas: ComputedRef<Dictionary['focus_areas']> } {
  const words = useDictionary()
  const local = (one: Choice): string => locale.value === 'en' ? one.label_en ?? one.label : one.label
  const areas = computed(() => (words.value?.focus_areas ?? []).map(area => ({ ...area, label: local(area), categories: area.categories.map(one => ({ ...one, label: local(one) })) })))
  const categories = computed(() => new Map(areas.value.flatMap(area => area.categories).map(one => [one.code, one.label])))
  const choices = (set: Plain): Choice[] => words.value?.[set] ?? []
  const unknown = (code: string): string => words.value ? code : '' // before the words are there, nothing rather than a code
  return {
    areas, choices,
    term: (set, code) => words.value?.terms[set]?.find(one => one.code === code)?.label ?? unknown(code),
    terms: set => words.value?.terms[set] ?? [],
    area: code => areas.value.find(one => one.code === code)?.label ?? unknown(code),
    category: code => categories.value.get(code) ?? unknown(code),
    label: (set, code) => choices(set).find(one => one.code === code)?.label ?? unknown(code),
  }
}

/** The words of any closed set by its own name in the dictionary, and of a machine's verbs. */
export function useTerms(): { term: (set: string, code: string | null | undefined) => string; terms: (set: string) => Choice[]; verb: (machine: string, code: string) => string } {
  const words = useDictionary()
  const terms = (set: string): Choice[] => words.value?.terms[set] ?? []
  const moves = (): Record<string, { verb: string; label: string }[]> => words.value?.moves ?? {}
  return {
    terms,
    term: (set, code) => terms(set).find(one => one.code === code)?.label ?? (words.value ? code ?? '' : ''),
    verb: (machine, code) => moves()[machine]?.find(one => one.verb === code)?.label ?? (words.value ? code : ''),
  }
}

/** The next reader starts afresh. */
export function forgetLookups(): void {
  asked.clear()
  dictionary.value = undefined
  units.value = []
  users.value = []
}
