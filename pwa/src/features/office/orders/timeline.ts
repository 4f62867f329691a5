/** An order's story as entries, newest first: what was found, what people did, and what its deadline did by itself. */
import type { Finding, Order, Reinspection, Rung, Submission } from '@/api/types'
import type { OfficeIconName } from '../icons'

export interface Words { t: (key: string, named?: Record<string, unknown>) => string; te: (key: string) => boolean; label: (set: 'reinspection_results', code: string) => string }
export interface Entry { key: string; at: string; title: string; note: string; icon: OfficeIconName; tone: string; photos: string[]; answer?: Submission }

const LOOK: [RegExp, OfficeIconName, string][] = [[/refuse|fake|suspend/, 'x', 'r'], [/grant|lift/, 'check', 'g'], [/withdraw/, 'returned', ''], [/reassign/, 'route', 'b'], [/reinspected|look/, 'camera', 'b'], [/return/, 'returned', 'r'], [/cancel|reject|reopen/, 'x', 'r'], [/submi|answer/, 'gallery', 'b'], [/sign/, 'check', 'g'], [/accept|close|verif/, 'check', 'g'], [/issue/, 'gavel', 'b']]
type Step = Order['timeline'][number]
const NEAR = 2000 // milliseconds between an answer and its entry

export function rungWords(rung: Rung, t: Words['t']): string {
  return t(`office.ladder.act.${rung.act === 'remind' && !rung.step ? 'today' : rung.act}`, { n: rung.step })
}

/** Each answer and each second look goes with the entry of its own moment. */
function logged(order: Order, { t, te, label }: Words): Entry[] {
  const answers = [...order.submissions]
  const looks = [...order.reinspections]
  function take<T>(from: T[], fits: (one: T) => boolean): T | undefined {
    const at = from.findIndex(fits)
    return at < 0 ? undefined : from.splice(at, 1)[0]
  }
  const answerOf = (step: Step): Submission | undefined => /submi|answer/.test(step.action)
    ? take(answers, one => one.submitted_at !== null && Math.abs(Date.parse(one.submitted_at) - Date.parse(step.at)) < NEAR) : undefined
  const lookOf = (step: Step): Reinspection | undefined => step.action === 'finding.reinspected'
    ? take(looks, one => one.result === step.result && one.note === step.note) : undefined
  return order.timeline.map((step, n) => {
    const [, icon, tone] = LOOK.find(([pattern]) => pattern.test(step.action)) ?? [undefined, 'clock' as const, '']
    const key = `office.event.${step.action.replaceAll('.', '_')}`
    const answer = answerOf(step)
    const note = [step.result && label('reinspection_results', step.result), step.unit_name, step.due_on && t('rectify.until', { day: step.due_on }), step.note].filter(Boolean).join(' · ')
    return {
      key: `l${n}`, at: step.at, title: [step.actor_name, te(key) ? t(key) : t('office.event.other')].filter(Boolean).join(' '), note, icon, tone,
      photos: (answer ?? lookOf(step))?.evidence.map(one => one.id) ?? [], ...answer && { answer },
    }
  })
}

function found(finding: Finding, { t }: Words): Entry {
  return {
    key: `f${finding.id}`, at: finding.found_on, title: [finding.author_name, t('office.trail.found')].filter(Boolean).join(' '), icon: 'camera', tone: 'g',
    note: [finding.number, finding.site_name].filter(Boolean).join(' · '), photos: finding.evidence_ids,
  }
}

function ofDeadline(order: Order, rungs: Rung[], { t }: Words): Entry[] {
  const climbed = rungs.filter(rung => rung.done_at).map((rung): Entry => ({
    key: `r${rung.act}${rung.step}${rung.at}`, at: rung.done_at ?? rung.at, title: t('office.trail.system', { act: rungWords(rung, t) }),
    note: rung.due_on === order.due_on ? '' : t('office.trail.rung', { day: rung.due_on }), icon: 'bell', tone: rung.act === 'remind' ? 'y' : 'r', photos: [],
  })).reverse()
  const late = order.light === 'red' && (order.days_left ?? 0) < 0
  return late ? [...climbed, { key: 'late', at: order.due_at, title: t('office.trail.late'), note: t('office.trail.rung', { day: order.due_on }), icon: 'alert', tone: 'r', photos: [] }] : climbed
}

/** A finding is known by its day alone: it stands before everything else of that day. */
const instant = (at: string): number => Date.parse(at.length === 10 ? `${at}T00:00:00+08:00` : at)

export function entriesOf(order: Order, rungs: Rung[], words: Words): Entry[] {
  return [...logged(order, words), ...ofDeadline(order, rungs, words), ...order.findings.map(one => found(one, words))].sort((a, b) => instant(b.at) - instant(a.at))
}
