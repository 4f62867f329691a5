/** The log's arithmetic: leaves, the chain, RFC 6962 §2.1 proofs. */
import { concat, equal } from './bytes.mjs'
import { sha256 } from './digest.mjs'

const prefixed = prefix => (...parts) => sha256(concat(Uint8Array.of(prefix), ...parts))

export const leafHash = prefixed(0)
export const nodeHash = prefixed(1)
export const chainHash = prefixed(2)
export const commitment = prefixed(3)

const half = number => Math.floor(number / 2)
const odd = number => number % 2 === 1

/**
 * What an inclusion path leads to: `root` of the tree of `size`, and `before`, the root of the tree that ends with this leaf.
 * Undefined when the path has not the length that `index` and `size` ask for.
 */
export function rootsOf(leaf, index, size, path) {
  if (index >= size) return undefined
  let [node, last, root, before] = [index, size - 1, leaf, leaf]
  for (const sibling of path) {
    if (last === 0) return undefined
    if (odd(node) || node === last) {
      root = nodeHash(sibling, root)
      before = nodeHash(sibling, before)
      while (!odd(node) && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      root = nodeHash(root, sibling)
    }
    [node, last] = [half(node), half(last)]
  }
  return last === 0 ? { root, before } : undefined
}

/** Whether a consistency proof leads from the tree of `first` leaves to that of `second`. */
export function consistent({ size: first, root: firstRoot }, { size: second, root: secondRoot }, proof) {
  if (first === 0 || first > second) return false
  if (first === second) return proof.length === 0 && equal(firstRoot, secondRoot)
  let [node, last] = [first - 1, second - 1]
  while (odd(node)) [node, last] = [half(node), half(last)]
  const rest = [...proof]
  let older = node === 0 ? firstRoot : rest.shift()
  let newer = older
  if (older === undefined) return false
  for (const sibling of rest) {
    if (last === 0) return false
    if (odd(node) || node === last) {
      older = nodeHash(sibling, older)
      newer = nodeHash(sibling, newer)
      while (!odd(node) && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      newer = nodeHash(newer, sibling)
    }
    [node, last] = [half(node), half(last)]
  }
  return last === 0 && equal(older, firstRoot) && equal(newer, secondRoot)
}
