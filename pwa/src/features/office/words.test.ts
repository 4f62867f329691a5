/** Both languages have the same words, and every word used in the code is there. */
import { expect, it } from 'vitest'
import en from '@/locales/en/office.json'
import zh from '@/locales/zh-CN/office.json'

interface Words { [key: string]: string | Words }

function keys(words: Words, before = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) => typeof value === 'string' ? [before + key] : keys(value, `${before}${key}.`))
}
const sources = import.meta.glob<string>('./**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true })

it('has the same keys in both languages', () => {
  expect(keys(en)).toEqual(keys(zh))
})

it('knows every key the pages name', () => {
  const known = new Set(keys(zh))
  const named = Object.values(sources).flatMap(text => [...text.matchAll(/'office\.([\w.]+)'/g)].map(match => match[1] ?? ''))
  expect(named.filter(key => !known.has(key))).toEqual([])
})

it('knows every group the pages choose from', () => {
  const groups = new Set(keys(zh).flatMap(key => key.split('.').slice(0, -1).map((_, at, parts) => parts.slice(0, at + 1).join('.'))))
  const named = Object.values(sources).flatMap(text => [...text.matchAll(/`office\.([\w.]+)\.\$\{[^`]*`/g)].map(match => match[1] ?? ''))
  expect(named.filter(group => !groups.has(group))).toEqual([])
})
