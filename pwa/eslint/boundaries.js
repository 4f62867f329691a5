/** Which way imports point: features > offline > api, anything > shared, features never import each other. */
import path from 'node:path'

const RANK = { shared: 0, api: 1, offline: 2, features: 3 }
const SRC = `${path.sep}src${path.sep}`

function place(file) {
  const at = file.lastIndexOf(SRC)
  if (at < 0) return undefined
  const [layer, room] = file.slice(at + SRC.length).split(path.sep)
  return layer in RANK ? { layer, room } : undefined
}

function resolve(spec, from) {
  const at = from.lastIndexOf(SRC)
  if (spec.startsWith('@/')) return path.join(from.slice(0, at), 'src', spec.slice(2))
  return spec.startsWith('.') ? path.resolve(path.dirname(from), spec) : undefined
}

function refusal(from, to) {
  if (RANK[to.layer] > RANK[from.layer]) return `${from.layer} may not import ${to.layer}`
  if (from.layer === 'features' && to.layer === 'features' && from.room !== to.room) return 'features never import each other'
  return undefined
}

const direction = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const from = place(context.filename)
    function check(node) {
      const target = from && node.source && resolve(String(node.source.value), context.filename)
      const to = target && place(target)
      const message = to && refusal(from, to)
      if (message) context.report({ node, message })
    }
    return { ImportDeclaration: check, ImportExpression: check, ExportNamedDeclaration: check, ExportAllDeclaration: check }
  },
}

export default { rules: { direction } }
