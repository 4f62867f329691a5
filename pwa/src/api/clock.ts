/** How far this device's clock is from the server's, measured on every answer. */

const KEY = 'clock-skew-ms'
let skew = stored()

function stored(): number | undefined {
  const text = localStorage.getItem(KEY)
  return text === null ? undefined : Number(text)
}

/** `Date` has whole seconds, so anything under one second is not a difference. */
export function noteServerDate(header: string | null, now = Date.now()): void {
  const server = header ? Date.parse(header) : Number.NaN
  if (Number.isNaN(server)) return
  const raw = now - server
  const next = raw >= 0 && raw < 1000 ? 0 : raw
  if (next !== skew) localStorage.setItem(KEY, String(next))
  skew = next
}

/** Device minus server, milliseconds; undefined until the server was heard once on this device. */
export function clockSkewMs(): number | undefined {
  return skew
}
