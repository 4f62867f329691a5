/** Every word the user sees, one file per feature and language, loaded with its feature. */
import { createI18n } from 'vue-i18n'
import { locale, rememberLocale, type Locale } from './settings'

interface Words { [key: string]: string | Words }
const files = import.meta.glob<Words>('../locales/*/*.json', { import: 'default' })
const loaded = new Set<string>()

export const i18n = createI18n<false>({ legacy: false, locale: locale.value, fallbackLocale: false, messages: {}, fallbackWarn: false })

/** Make the words of `feature` available: they live under its name, `t('phone.today.title')`. */
export async function loadWords(feature: string): Promise<void> {
  loaded.add(feature)
  const words = await files[`../locales/${locale.value}/${feature}.json`]?.()
  if (words) i18n.global.mergeLocaleMessage(locale.value, { [feature]: words })
}

export async function setLocale(next: Locale): Promise<void> {
  rememberLocale(next)
  await Promise.all([...loaded].map(loadWords))
  i18n.global.locale.value = next
  nameWindow()
}

/** The window's language and its name, which says nothing of what the work is. */
export function nameWindow(): void {
  document.documentElement.lang = locale.value
  document.title = i18n.global.t('common.neutral')
}

export const t = i18n.global.t

/** Names one after another, parted as the language parts them. */
export function listed(names: readonly (string | number)[]): string {
  return names.join(t('common.between'))
}
