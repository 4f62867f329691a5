/** A fault in words. */
import { el, foreign } from './dom.mjs'
import { reason } from './words.mjs'

const MOST_PLACES = 3

/** A reason in words, its code, and where. */
export function why(code, findings) {
  const places = [...new Set(findings.filter(finding => finding.code === code && finding.about).map(({ about }) => about))]
  const shown = places.slice(0, MOST_PLACES).flatMap((place, at) => [at ? ' · ' : '', foreign(place)])
  return el('li', {}, reason(code), ' ', el('code', {}, code), places.length > 0 && el('span', { class: 'where' }, ...shown, places.length > MOST_PLACES ? ` +${places.length - MOST_PLACES}` : ''))
}
