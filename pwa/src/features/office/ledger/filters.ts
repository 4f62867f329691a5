/** What a list is narrowed to lives in the address: a link shows the same rows to a colleague. */
import type { LocationQuery } from 'vue-router'

export const FILTERS = ['light', 'state', 'unit_id', 'focus_area', 'category', 'severity', 'from', 'to', 'q'] as const
export type FilterName = typeof FILTERS[number]
export type Filters = Partial<Record<FilterName, string>>

const DAY = /^\d{4}-\d{2}-\d{2}$/
const LIGHTS = new Set(['red', 'yellow', 'green', 'blue', 'grey'])

function sound(name: FilterName, value: unknown): value is string {
  if (typeof value !== 'string' || value === '') return false
  if (name === 'from' || name === 'to') return DAY.test(value)
  return name !== 'light' || LIGHTS.has(value)
}

/** The filters an address names; what makes no sense is left out. */
export function fromQuery(query: LocationQuery): Filters {
  return Object.fromEntries(FILTERS.filter(name => sound(name, query[name])).map(name => [name, query[name] as string]))
}

/** The address of these filters, in a fixed order and without empty ones. */
export function toQuery(filters: Filters): Record<string, string> {
  return Object.fromEntries(FILTERS.flatMap(name => filters[name] ? [[name, filters[name]]] : []))
}

/** `filters` with one changed; a category belongs to its area and falls with it. */
export function changed(filters: Filters, name: FilterName, value: string | undefined): Filters {
  const next: Filters = { ...filters, [name]: value || undefined }
  if (name === 'focus_area') delete next.category
  return next
}
