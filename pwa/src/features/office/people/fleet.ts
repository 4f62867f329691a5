/** A phone's figures in words. */
type Words = (key: string, values?: Record<string, unknown>) => string

const HOUR_MS = 3_600_000
const SECOND_MS = 1000

/** How long the oldest item had waited when the phone last said so; both are whole hours. */
export function age(t: Words, oldest: string, contact: string): string {
  const hours = Math.max(0, Math.round((Date.parse(contact) - Date.parse(oldest)) / HOUR_MS))
  if (hours < 1) return t('people.fleet.underHour')
  return hours < 48 ? t('people.fleet.hours', { n: hours }) : t('people.fleet.days', { n: Math.floor(hours / 24) })
}

/** How far the phone's clock was off; what the way takes, a second or so, is no difference. */
export function skew(t: Words, ms: number): string {
  const seconds = Math.round(Math.abs(ms) / SECOND_MS)
  if (seconds <= 2) return t('people.fleet.right')
  const [n, unit] = seconds < 120 ? [seconds, 'seconds'] : seconds < 7200 ? [Math.round(seconds / 60), 'minutes'] : seconds < 172_800 ? [Math.round(seconds / 3600), 'hoursOff'] : [Math.round(seconds / 86_400), 'daysOff']
  return t(`people.fleet.${ms > 0 ? 'fast' : 'slow'}`, { by: t(`people.fleet.${unit}`, { n }) })
}
