/** Where things lie in the device's database: keys, the fields records are found by, and the little that lies open. */
import type { Schema } from './db'

export type Name = keyof Schema & string
/** Stores whose records carry their own key. */
export type Keyed = Exclude<Name, 'meta' | 'chunks'>
export type Key = string | [string, number]
export type Row = Record<string, unknown>

const PATHS: Partial<Record<Name, string>> = { envelope: 'site_id' }
const INDEXES: Partial<Record<Name, string>> = { answers: 'order_id', photos: 'owner_id' }
const NAMES: Record<Name, null> = {
  meta: null, task: null, report: null, order: null, finding: null, mission: null, unit: null, visits: null, answers: null, photos: null, chunks: null, outbox: null, envelope: null,
}
export const STORES = Object.keys(NAMES) as Name[]

/** The number of the data key that may be written with: a page that holds an older one has to look again. */
export const KEY_NUMBER = 'data-key'
/** Asked for before the PIN is, or no bytes at all: keys that the browser itself keeps. */
const OPEN_META = new Set<unknown>(['ring', 'device-key', 'device-key-next', KEY_NUMBER])

/** The units of the county are no secret. */
export const liesOpen = (name: Name, key: unknown): boolean => name === 'unit' || (name === 'meta' && OPEN_META.has(key))

const outside = (name: Name): boolean => name === 'meta' || name === 'chunks'
export const keyOf = (name: Name, row: Row, given?: Key): Key => outside(name) ? given ?? '' : row[PATHS[name] ?? 'id'] as string

/** The part of a record that lies beside what is sealed: its key and the field it is found by. */
export function face(name: Name, row: Row): Row {
  if (outside(name)) return {}
  const fields = [PATHS[name] ?? 'id', ...INDEXES[name] ? [INDEXES[name]] : []]
  return Object.fromEntries(fields.map(field => [field, row[field]]))
}

/** What a sealed record may not be moved from. */
export const placeOf = (user: string, name: Name, key: Key, row: Row): unknown => [user, name, key, face(name, row)]
