/** What this device's owner prefers: theme, language, how soon it locks. Nothing here is about work. */
import { readonly, ref } from 'vue'

export type Theme = 'auto' | 'light' | 'dark' | 'sun'
export type Locale = 'zh-CN' | 'en'

export const THEMES: readonly Theme[] = ['auto', 'light', 'dark', 'sun']
export const LOCALES: readonly Locale[] = ['zh-CN', 'en']

function stored<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  const value = localStorage.getItem(key) as T | null
  return value && allowed.includes(value) ? value : otherwise
}

const themeRef = ref(stored('theme', THEMES, 'auto'))
const localeRef = ref(stored('locale', LOCALES, 'zh-CN'))
export const theme = readonly(themeRef)
export const locale = readonly(localeRef)

const night = matchMedia('(prefers-color-scheme: dark)')

export function applyTheme(): void {
  const auto = night.matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = themeRef.value === 'auto' ? auto : themeRef.value
}

export function setTheme(next: Theme): void {
  localStorage.setItem('theme', next)
  themeRef.value = next
  applyTheme()
}

/** Minutes without a touch, or away, after which the phone locks. */
export const LOCK_MINUTES = [1, 2, 5, 10] as const
const minutes = ref(LOCK_MINUTES.find(one => String(one) === localStorage.getItem('lock')) ?? 2)
export const lockMinutes = readonly(minutes)

export function setLockMinutes(next: typeof LOCK_MINUTES[number]): void {
  localStorage.setItem('lock', String(next))
  minutes.value = next
}

export function rememberLocale(next: Locale): void {
  localStorage.setItem('locale', next)
  localeRef.value = next
}

night.addEventListener('change', applyTheme)
