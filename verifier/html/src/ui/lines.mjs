/** One line an item, the bad ones first; so many at a time that a thousand stay quick. */
import { beijing, bytes, el, foreign, hash } from './dom.mjs'
import { why } from './why.mjs'
import { reason, w } from './words.mjs'

const AT_ONCE = 100
const ON_ONE_PAGE = { right: 6, wrong: 3 } // reasons need room too
const ORDER = { FAIL: 0, UNVERIFIABLE: 1, PASS: 2 }
const KINDS = ['all', 'FAIL', 'UNVERIFIABLE', 'PASS']

/** The section of all items. */
export function showItems(items) {
  const sorted = items.map((item, at) => ({ ...item, number: at + 1 })).sort((a, b) => ORDER[a.verdict] - ORDER[b.verdict] || a.number - b.number)
  const list = el('ol', { class: 'items' })
  const more = el('button', { type: 'button', class: 'screen' })
  const buttons = KINDS.map(kind => [kind, kind === 'all' ? items.length : items.filter(({ verdict }) => verdict === kind).length])
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => el('button', { 'type': 'button', 'class': kind, 'data-kind': kind, 'onclick': () => show(kind) }, `${w(kind)} ${count}`))
  const onPaper = items.every(({ verdict }) => verdict === 'PASS') ? ON_ONE_PAGE.right : ON_ONE_PAGE.wrong
  let wanted = []

  function show(kind) {
    wanted = kind === 'all' ? sorted : sorted.filter(({ verdict }) => verdict === kind)
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.kind === kind))
    list.replaceChildren()
    grow(AT_ONCE)
  }
  function grow(count) {
    const from = list.children.length
    list.append(...wanted.slice(from, from + count).map((item, at) => line(item, from + at >= onPaper)))
    const left = wanted.length - list.children.length
    more.hidden = left === 0
    more.textContent = `${w('showMore')} ${Math.min(left, AT_ONCE)} / ${left} ${w('rows')}`
  }
  more.addEventListener('click', () => grow(AT_ONCE))
  addEventListener('beforeprint', () => list.isConnected && document.body.dataset.print === 'all' && grow(Infinity))
  show('all')
  return el('section', { class: 'card list' },
    el('div', { class: 'head' }, el('h2', {}, w('items')), el('div', { class: 'filters screen', role: 'group' }, buttons)),
    list, more, items.length > onPaper && el('p', { class: 'paper rest' }, w('onePage', { count: items.length - onPaper })))
}

function line({ number, id, kind, verdict, code, codes, findings, facts }, beyond) {
  return el('li', { class: `${verdict}${beyond ? ' beyond' : ''}` },
    el('details', {},
      el('summary', {},
        el('span', { class: 'number' }, number),
        el('span', { class: 'badge' }, w(verdict)),
        el('span', { class: 'what' }, el('span', { class: 'name' }, `${w(kind)} `, foreign(id)), code && el('span', { class: 'reason' }, reason(code), ' ', el('code', {}, code))),
        el('span', { class: 'when' }, facts.receivedAt && `${w('received')} ${beijing(Date.parse(facts.receivedAt))}`)),
      el('div', { class: 'more' },
        codes.length > 0 && el('ul', { class: 'reasons' }, codes.map(one => why(one, findings))),
        detail(facts))),
    facts.sha256 && el('p', { class: 'paper' }, hash(facts.sha256)))
}

function detail({ sha256, size, content, idx, record, listedSha256 }) {
  const rows = [
    ['sha256', content && sha256 && el('span', {}, hash(sha256), ` · ${bytes(size)}`)],
    ['statedSha256', (!content || listedSha256 !== sha256) && listedSha256 && el('span', {}, hash(listedSha256), content ? '' : ` ${w('noContent')}`)],
    ['idx', idx !== undefined && w('idxNo', { idx })],
    ...(record ? taken(record) : [['record', w('noRecord')]]),
  ]
  return el('dl', { class: 'facts' }, rows.filter(([, value]) => value).flatMap(([key, value]) => [el('dt', {}, w(key)), el('dd', {}, value)]))
}

function taken({ seq, key, takenAt, src, geo, insp, after }) {
  const place = geo.lat_e7 !== undefined && geo.lon_e7 !== undefined && `${(geo.lat_e7 / 1e7).toFixed(7)}, ${(geo.lon_e7 / 1e7).toFixed(7)} ${geo.acc_cm === undefined ? '' : `±${(geo.acc_cm / 100).toFixed(0)} m`}`
  return [
    ['taken', `${beijing(Date.parse(takenAt))} · ${w(src === 'file' ? 'filed' : src)}`],
    ['after', after && beijing(Date.parse(after))],
    ['place', place],
    ['person', foreign(insp)],
    ['key', el('span', {}, hash(key), ` · ${w('seq', { seq })}`)],
  ]
}
