/** What came of it: the verdict, what it rests on, each item's line, and what all this proves. */
import { bytes, beijing, el, foreign, hash } from './dom.mjs'
import { showItems } from './lines.mjs'
import { why } from './why.mjs'
import { w } from './words.mjs'

const MOST_NOTES = 12
const ON_PAPER = 2 // of them on the record of one page
const SIGN = { PASS: '✓', FAIL: '✕', UNVERIFIABLE: '?' }
const VERSION = 'verify.html 1.0.0'

/** Show the answer to what was given, in the place. */
export function showResult(place, { answer: { bundle, items }, given, at }) {
  place.replaceChildren(
    el('h1', { class: 'paper' }, w('recordTitle')),
    banner(bundle, items),
    el('section', { class: 'card' }, el('h2', {}, w('result')), facts(bundle, given, at)),
    notes(bundle.notes),
    ...(items.length ? [showItems(items)] : []),
    meaning(),
    el('p', { class: 'paper sign' }, `${w('checkedBy')} ______________________`),
  )
}

function banner({ verdict, codes, findings }, items) {
  const line = { PASS: 'passLine', FAIL: 'failLine', UNVERIFIABLE: 'unverifiableLine' }[verdict]
  const advice = verdict === 'UNVERIFIABLE' && [['root_untrusted', 'rootless'], ['no_external_checkpoint', 'eyeless']].filter(([code]) => codes.includes(code))
  return el('section', { class: `verdict ${verdict}`, role: 'status' },
    el('div', { 'class': 'sign', 'aria-hidden': 'true' }, SIGN[verdict]),
    el('div', {},
      el('p', { class: 'word' }, w(verdict), el('span', { class: 'code' }, verdict)),
      el('p', {}, w(line)),
      codes.length > 0 && el('ul', { class: 'reasons' }, codes.map(code => why(code, findings))),
      advice && advice.map(([, word]) => el('p', { class: 'screen' }, w(word))),
      items.length > 0 && el('p', { class: 'counts' }, ['PASS', 'FAIL', 'UNVERIFIABLE'].map(one => el('span', { class: one }, `${w(one)} ${items.filter(({ verdict: v }) => v === one).length}`))),
      el('div', { class: 'act screen' }, printer('print', 'one'), items.length > 0 && printer('printAll', 'all'))))
}

function printer(word, extent) {
  return el('button', { type: 'button', onclick: () => {
    document.body.dataset.print = extent
    print()
  } }, w(word))
}

function facts({ facts: told }, { file, trust }, at) {
  const rows = [
    ['file', foreign(`${file.name} · ${bytes(told.size)}`)],
    ['named', told.title !== undefined && foreign(told.title)],
    ['manifest', told.manifestHash && hash(told.manifestHash)],
    ['origin', told.origin && foreign(told.origin)],
    ['made', told.at && `${beijing(Date.parse(told.at))}（${w('beijing')}）`],
    ['log', told.treeRoot && el('span', {}, `${told.treeSize} ${w('logSize')} · `, hash(told.treeRoot))],
    ['rootUsed', told.root && el('span', {}, hash(told.root), trust.root.trim() ? '' : ` ${w('rootUnknown')}`)],
    ['seen', told.manifestHash && seen(told)],
    ['yourTrust', given(trust)],
    ['checkedAt', `${beijing(at)}（${w('beijing')}）· ${VERSION}`],
  ]
  return el('dl', { class: 'facts' }, rows.filter(([, value]) => value).flatMap(([key, value]) => [el('dt', {}, w(key)), el('dd', {}, value)]))
}

function given({ root, witnesses, checkpoints, tsa }) {
  const parts = [
    root.trim() && el('span', {}, `${w('root')} `, hash(root.trim().slice(0, 200))),
    ...witnesses.slice(0, 6).map(one => el('span', {}, `${w('witness')} `, el('span', { class: 'hash' }, foreign(one)))),
    checkpoints.length > 0 && `${w('checkpoint')} ×${checkpoints.length}`, tsa.length > 0 && `${w('tsa')} ×${tsa.length}`,
  ].filter(Boolean)
  return parts.length ? el('ul', { class: 'plain' }, parts.map(part => el('li', {}, part))) : w('seenNone')
}

function seen({ sightings, kept }) {
  const lines = sightings.slice(0, 8).map(({ by, name, at }) => el('li', {}, `${w(by === 'tsa' ? 'seenTsa' : 'seenWitness')} `, foreign(name), ` · ${beijing(at / 1000)}`))
  if (kept) lines.push(el('li', {}, `${w('seenKept')} ×${kept}`))
  return lines.length ? el('ul', { class: 'plain' }, lines) : w('seenNone')
}

function notes(all) {
  if (all.length === 0) return ''
  const shown = all.slice(0, MOST_NOTES).map(({ note, key, ...rest }, at) => el('li', { class: at < ON_PAPER ? undefined : 'beyond' }, w(`note_${note}`, { ...rest, key: key?.slice(0, 12) })))
  if (all.length > MOST_NOTES) shown.push(el('li', {}, w('noteMore', { count: all.length - MOST_NOTES })))
  return el('section', { class: 'card' }, el('h2', {}, w('notes')), el('ul', {}, shown))
}

function meaning() {
  const list = (title, lines) => el('div', {}, el('h2', {}, w(title)), el('ul', {}, w(lines).map(line => el('li', {}, line))))
  return el('section', { class: 'card two' }, list('proves', 'provesList'), list('not', 'notList'))
}
