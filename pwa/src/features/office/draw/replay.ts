/** The draw computed again in the browser, from the record alone: the same as `mingcha draw-verify`, written a second time on purpose. */

export interface Recusal { unit: string; ground: string; until: string | null }
export interface SiteLine { id: string; seal: string; units: string[]; township: string; weight: number; last_visited: string | null }
export interface PersonLine { id: string; away: boolean; recusals: Recusal[] }
export interface Lists {
  draw: string; on: string; sites: SiteLine[]; inspectors: PersonLine[]; pairs: { first: string; second: string; on: string }[]
  rules: { recent_months: number; per_township_max: number; recusal_years: number }; sites_wanted: number; inspectors_per_site: number
}
export interface Result {
  excluded: { who: string; reason: string }[]; passed: { group: number; who: string; reason: string }[]
  groups: { site: string; inspectors: string[] }[]; complete: boolean
}

const text = new TextEncoder()
const SPAN = 1n << 64n

/** One spelling of a JSON value: keys sorted, no spaces. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1)
    return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`
  }
  return JSON.stringify(value)
}
function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) { whole.set(part, at); at += part.length }
  return whole
}
const hex = (bytes: Uint8Array): string => [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('')
const unhex = (digits: string): Uint8Array<ArrayBuffer> => new Uint8Array((digits.match(/../g) ?? []).map(pair => parseInt(pair, 16)))
const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))

/** Numbers from a seed: block n is HMAC-SHA-256(seed, label ‖ 0 ‖ n as 8 bytes), its first 8 bytes the number. */
class Stream {
  private block = 0n
  constructor(private readonly key: CryptoKey, private readonly label: string) {}

  async below(bound: number): Promise<number> {
    const limit = SPAN - SPAN % BigInt(bound)
    for (;;) {
      const counter = new DataView(new ArrayBuffer(8))
      counter.setBigUint64(0, this.block++)
      const message = joined(text.encode(this.label), new Uint8Array(1), new Uint8Array(counter.buffer))
      const number = new DataView(await crypto.subtle.sign('HMAC', this.key, message)).getBigUint64(0)
      if (number < limit) return Number(number % BigInt(bound))
    }
  }

  /** Positions in the order they are hit, without putting back. */
  async *order(weights: number[]): AsyncGenerator<number> {
    const left = weights.map((_, at) => at)
    while (left.length) {
      let number = await this.below(left.reduce((sum, at) => sum + (weights[at] ?? 0), 0))
      const place = left.findIndex(at => (number -= weights[at] ?? 0) < 0)
      yield left.splice(place, 1)[0] ?? 0
    }
  }
}

/** The same day so many months earlier, or that month's last. */
export function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const first = new Date(Date.UTC(year, month - 1 - months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  first.setUTCDate(Math.min(date, last))
  return first.toISOString().slice(0, 10)
}

function recusal(lists: Lists, site: SiteLine, chosen: SiteLine[], person: PersonLine): string | undefined {
  const since = monthsBefore(lists.on, 12 * lists.rules.recusal_years)
  return person.recusals.find(one => {
    const near = one.ground === 'own_unit' ? chosen : [site]
    const lapsed = one.ground === 'former_unit' && one.until !== null && since > one.until
    return !lapsed && near.some(other => other.units.includes(one.unit))
  })?.ground
}

async function drawSites(lists: Lists, key: CryptoKey, result: Result): Promise<SiteLine[]> {
  const since = monthsBefore(lists.on, lists.rules.recent_months)
  const recent = (site: SiteLine): boolean => site.last_visited !== null && site.last_visited >= since
  result.excluded.push(...lists.sites.filter(recent).map(site => ({ who: site.id, reason: 'recently_visited' })))
  const open = lists.sites.filter(site => !recent(site))
  const chosen: SiteLine[] = []
  const order = new Stream(key, 'sites').order(open.map(site => site.weight))
  while (chosen.length < lists.sites_wanted) {
    const next = await order.next()
    const site = next.done ? undefined : open[next.value]
    if (!site) break
    const full = chosen.filter(one => one.township === site.township).length >= lists.rules.per_township_max
    if (full) result.passed.push({ group: chosen.length + 1, who: site.id, reason: 'township_full' })
    else chosen.push(site)
  }
  return chosen
}

export async function draw(lists: Lists, seed: Uint8Array<ArrayBuffer>): Promise<Result> {
  const key = await crypto.subtle.importKey('raw', seed, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const result: Result = { excluded: [], passed: [], groups: [], complete: false }
  const chosen = await drawSites(lists, key, result)
  result.excluded.push(...lists.inspectors.filter(one => one.away).map(one => ({ who: one.id, reason: 'away' })))
  const crew = lists.inspectors.filter(one => !one.away)
  const queue: PersonLine[] = []
  for await (const at of new Stream(key, 'inspectors').order(crew.map(() => 1))) queue.push(...crew.slice(at, at + 1))
  const since = monthsBefore(lists.on, lists.rules.recent_months)
  const pairs = lists.pairs.filter(pair => pair.on >= since)
  const together = (a: string, b: string): boolean => pairs.some(pair => [pair.first, pair.second].sort().join() === [a, b].sort().join())
  for (const [at, site] of chosen.entries()) {
    const taken: string[] = []
    for (const person of [...queue]) {
      if (taken.length === lists.inspectors_per_site) break
      const reason = recusal(lists, site, chosen, person) ?? (taken.some(other => together(person.id, other)) ? 'pair_repeated' : undefined)
      if (reason) { result.passed.push({ group: at + 1, who: person.id, reason }); continue }
      taken.push(person.id)
      queue.splice(queue.indexOf(person), 1)
    }
    result.groups.push({ site: site.id, inspectors: taken })
  }
  result.complete = chosen.length === lists.sites_wanted && result.groups.every(group => group.inspectors.length === lists.inspectors_per_site)
  return result
}

/** Compute a record again: the names of what differs; empty says 一致. */
export async function replay(record: Record<string, unknown>): Promise<string[]> {
  const lists = record.lists as Lists
  const nonce = unhex(String(record.nonce))
  const digest = await sha256(joined(text.encode(canonical(lists))))
  const seed = await sha256(joined(nonce, digest, text.encode(String(record.public_number))))
  const again: Record<string, unknown> = {
    algorithm: 'mingcha-draw-1', lists, digest: hex(digest), nonce: hex(nonce), commitment: hex(await sha256(joined(nonce, digest))),
    public_number: record.public_number, seed: hex(seed), result: await draw(lists, seed),
  }
  return [...new Set([...Object.keys(again), ...Object.keys(record)])].sort().filter(name => canonical(again[name] ?? null) !== canonical(record[name] ?? null))
}
