/** What an inspector's phone loads before Today is drawn, gzipped; fails above the budget. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 200
const DIST = process.argv[2] ?? 'dist'
const ROUTE = [
  'index.html', 'src/features/phone/PhoneFrame.vue', 'src/features/phone/today/TodayPage.vue',
  'src/locales/zh-CN/common.json', 'src/locales/zh-CN/phone.json',
]
const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'))

function collect(key, found = new Set()) {
  const chunk = manifest[key]
  if (!chunk) throw new Error(`${key} is not in the build`)
  if (found.has(chunk.file)) return found
  found.add(chunk.file)
  for (const next of chunk.imports ?? []) collect(next, found)
  return found
}

const files = new Set(ROUTE.flatMap(key => [...collect(key)]))
const sizes = [...files].filter(file => file.endsWith('.js')).map(file => [gzipSync(readFileSync(join(DIST, file))).length, file])
const total = sizes.reduce((sum, [size]) => sum + size, 0) / 1000
for (const [size, file] of sizes.sort((a, b) => b[0] - a[0])) process.stdout.write(`${(size / 1000).toFixed(1).padStart(8)} kB  ${file}\n`)
process.stdout.write(`${total.toFixed(1).padStart(8)} kB  first route of the inspector, gzipped (budget ${BUDGET_KB} kB)\n`)
if (total > BUDGET_KB) process.exit(1)
