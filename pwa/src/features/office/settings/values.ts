/** Values of rules, to read and to type. */
import type { Rule, RuleValue } from '@/api/types'

type Translate = (key: string, words?: Record<string, unknown>) => string

/** A value in words: switches, reminders, shares and plain numbers. */
export function told(t: Translate, value: RuleValue): string {
  if (typeof value === 'boolean') return t(value ? 'settings.on' : 'settings.off')
  if (Array.isArray(value)) return value.length ? value.join(t('common.between')) : t('settings.none')
  return String(value)
}

/** What the field shows for a value; a switch is its own. */
export function typed(value: RuleValue): string | boolean {
  return typeof value === 'boolean' ? value : Array.isArray(value) ? value.join(', ') : String(value)
}

/** The value a field holds, of the same kind as the rule's; undefined when it is none. */
export function parsed(rule: Rule, field: string | boolean): RuleValue | undefined {
  if (typeof rule.default === 'boolean') return Boolean(field)
  const text = String(field).trim()
  if (Array.isArray(rule.default)) {
    const parts = text.split(/[,，、\s]+/u).filter(Boolean)
    return parts.every(part => /^\d{1,3}$/.test(part)) ? parts.map(Number) : undefined
  }
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
}

export interface Group { name: string; rules: Rule[] }

/** Group by group in the house's own order, narrowed by what is looked for. */
export function grouped(rules: Rule[], wanted: string): Group[] {
  const needle = wanted.trim().toLowerCase()
  const found = rules.filter(rule => !needle || `${rule.label} ${rule.hint} ${rule.name}`.toLowerCase().includes(needle))
  const names = [...new Set(rules.map(rule => rule.group))]
  return names.map(name => ({ name, rules: found.filter(rule => rule.group === name) })).filter(group => group.rules.length > 0)
}
