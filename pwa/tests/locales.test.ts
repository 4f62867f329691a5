/** Both languages say everything, and every key the code asks for exists. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '../src')
interface Words { [key: string]: string | Words }

const load = (locale: string, file: string): Words => JSON.parse(readFileSync(join(SRC, 'locales', locale, file), 'utf8')) as Words
const keys = (words: Words, prefix: string): string[] =>
  Object.entries(words).flatMap(([key, value]) => typeof value === 'string' ? [`${prefix}.${key}`] : keys(value, `${prefix}.${key}`))
const files = readdirSync(join(SRC, 'locales/zh-CN'))
const all = (locale: string): string[] => files.flatMap(file => keys(load(locale, file), file.replace('.json', '')))

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.(ts|vue)$/.test(file)).map(file => readFileSync(join(folder, file), 'utf8'))
}

describe('the words', () => {
  it('exist in both languages', () => {
    expect(all('en').sort()).toEqual(all('zh-CN').sort())
  })

  it('name every key written out in the code', () => {
    const known = new Set(all('zh-CN'))
    const parents = new Set([...known].flatMap(key => key.split('.').map((_, n, parts) => parts.slice(0, n).join('.'))))
    const rooms = files.map(file => file.replace('.json', '')).join('|')
    const key = new RegExp(`['"]((?:${rooms})\\.[a-zA-Z0-9_.-]+)['"]`, 'g')
    const calls = sources(SRC).flatMap(text => [...text.matchAll(/\bt\(([^()]*)/g)].map(match => match[1] ?? ''))
    const asked = calls.flatMap(call => [...call.matchAll(key)].map(match => match[1] ?? ''))
    expect(asked.filter(key => !known.has(key) && !parents.has(key))).toEqual([])
  })
})
