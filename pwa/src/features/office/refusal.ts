/** What went wrong, in words: the server's own `detail` first. */
import { useI18n } from 'vue-i18n'
import { SignedOut } from '@/api/errors'
import { ApiProblem, Offline } from '@/api/http'

/** A write that met somebody else's: reload, compare, decide again. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 409 || error.status === 412)
}

/** The fields a refusal points at: `/necessity_reason` → its words. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {}
  const named = error.errors.map(one => [one.pointer, one.detail] as const)
  const all = error.pointer ? [[error.pointer, error.detail] as const, ...named] : named
  return Object.fromEntries(all.map(([pointer, detail]) => [pointer.replace(/^\/(body\/)?/, ''), detail]))
}

export function useRefusal(): (error: unknown) => string {
  const { t } = useI18n()
  return error => {
    if (error instanceof SignedOut) return t('office.fail.signedOut')
    if (error instanceof Offline) return t('office.fail.offline')
    return error instanceof ApiProblem && error.detail ? error.detail : t('office.fail.other')
  }
}
