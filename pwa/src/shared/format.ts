/** Times, sizes and distances as people read them; legal time is Asia/Shanghai whatever the device says. */
import { locale } from './settings'

const ZONE = 'Asia/Shanghai'
type Instant = string | number | Date

const cache = new Map<string, Intl.DateTimeFormat>()
function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale.value + JSON.stringify(options)
  const found = cache.get(key) ?? new Intl.DateTimeFormat(locale.value, { timeZone: ZONE, hourCycle: 'h23', ...options })
  cache.set(key, found)
  return found
}

function parts(at: Instant, options: Intl.DateTimeFormatOptions): Record<string, string> {
  const fixed = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, hourCycle: 'h23', ...options })
  return Object.fromEntries(fixed.formatToParts(new Date(at)).map(part => [part.type, part.value]))
}

/** The day of an instant in legal time, `2026-11-23`. */
export function dayOf(at: Instant): string {
  const { year, month, day } = parts(at, { year: 'numeric', month: '2-digit', day: '2-digit' })
  return `${year}-${month}-${day}`
}

/** `10:42`, or `10:42:17` with seconds. */
export function clock(at: Instant, seconds = false): string {
  const { hour, minute, second } = parts(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
  return seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`
}

/** `11-23` within the year of `now`, else `2025-11-23`; of an instant or of a day, `2026-11-23`. */
export function shortDay(at: Instant, now: Instant = Date.now()): string {
  const day = typeof at === 'string' && at.length === 10 ? at : dayOf(at)
  return day.slice(0, 4) === dayOf(now).slice(0, 4) ? day.slice(5) : day
}

/** `11-23 10:42` within the year of `now`, else `2025-11-23 10:42`. */
export function stamp(at: Instant, now: Instant = Date.now()): string {
  return `${shortDay(at, now)} ${clock(at)}`
}

export function longDay(at: Instant): string {
  return formatter({ month: 'long', day: 'numeric' }).format(new Date(at))
}

export function weekday(at: Instant): string {
  return formatter({ weekday: 'short' }).format(new Date(at))
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** Decimal bytes, three figures at most: `2.4 MB`. */
export function bytes(size: number): string {
  const step = Math.min(UNITS.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3))
  const value = size / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[step] ?? 'B'}`
}

const EARTH_M = 6_371_008
const rad = (degrees: number): number => degrees * Math.PI / 180

/** Great-circle distance in metres. */
export function metres(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const dLat = rad(b.lat - a.lat) / 2
  const dLon = rad(b.lon - a.lon) / 2
  const h = Math.sin(dLat) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLon) ** 2
  return 2 * EARTH_M * Math.asin(Math.sqrt(h))
}

/** The first and last of a digest, enough to compare by eye. */
export function shortHash(hex: string): string {
  return hex.length > 16 ? `${hex.slice(0, 8)}…${hex.slice(-8)}` : hex
}

export interface Span { days: number; hours: number; minutes: number; overdue: boolean }

/** How far `due` is from `now`, whole minutes. */
export function span(due: Instant, now: Instant): Span {
  const left = new Date(due).getTime() - new Date(now).getTime()
  const total = Math.floor(Math.abs(left) / 60_000)
  return { days: Math.floor(total / 1440), hours: Math.floor(total / 60) % 24, minutes: total % 60, overdue: left < 0 }
}
