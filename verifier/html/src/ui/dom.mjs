/** Elements made by hand: text goes in as text only, so nothing a bundle holds can become markup. */

/** An element with attributes (`on…` are listeners; false and undefined are left out) and children (text or elements). */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children.flat().filter(child => child !== undefined && child !== null && child !== false).map(asNode))
  return made
}

const asNode = child => (child instanceof Node ? child : document.createTextNode(String(child)))

export const byId = id => document.getElementById(id)

const LONGEST = 240

/** Foreign words: cut where they are too long, kept apart so that they cannot turn the line around. */
export function foreign(words) {
  const text = String(words)
  return el('bdi', { class: 'foreign' }, text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}

/** A hash in groups that can be compared by eye. */
export const hash = digits => el('span', { class: 'hash' }, digits)

const BEIJING = 8 * 3_600_000

/** A UTC time as Beijing's clock shows it. */
export function beijing(milliseconds) {
  if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8e15) return '—'
  return new Date(milliseconds + BEIJING).toISOString().slice(0, 19).replace('T', ' ')
}

export function bytes(count) {
  if (count < 1000) return `${count} B`
  if (count < 1e6) return `${(count / 1e3).toFixed(1)} kB`
  return count < 1e9 ? `${(count / 1e6).toFixed(1)} MB` : `${(count / 1e9).toFixed(2)} GB`
}
