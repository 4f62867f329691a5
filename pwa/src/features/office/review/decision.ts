/** What the keys A, R and X would do here: follows the server's own state machines and the reader's permissions. */
import type { Finding, FindingState, Move, Report, ReportState, Severity } from '@/api/types'

export type Step = 'accept' | 'confirm' | 'issue'
export type Deed = 'pass' | 'return' | 'reject'
export type PassName = 'none' | 'accept' | 'confirm' | 'issue' | 'all'
export interface Rules { moves: Record<'report' | 'finding', Move[]>; can: (permission: string) => boolean }
export interface Case { report: ReportState; finding: FindingState | null; ordered: boolean }

/** Where `verb` leads from `state`, if the reader may follow it. */
export function follow(moves: Move[], state: string, verb: string, can: Rules['can']): string | undefined {
  return moves.find(move => move.source === state && move.verb === verb && can(move.needs))?.target
}

const TAKEN = new Set(['accepted', 'released'])

/** The steps of A (通过, 通过并交办) still to be taken, in order. */
export function passSteps(now: Case, rules: Rules): Step[] {
  const steps: Step[] = []
  const accepted = follow(rules.moves.report, now.report, 'accept', rules.can)
  if (accepted) steps.push('accept')
  if (!now.finding || !TAKEN.has(accepted ?? now.report)) return steps
  const confirmed = follow(rules.moves.finding, now.finding, 'confirm', rules.can)
  if (confirmed) steps.push('confirm')
  if ((confirmed ?? now.finding) === 'confirmed' && !now.ordered && rules.can('order.issue')) steps.push('issue')
  return steps
}

/** What the button of A says. */
export function passName(steps: Step[]): PassName {
  if (steps.length > 1) return steps.includes('issue') ? 'all' : 'confirm'
  return steps[0] ?? 'none'
}

export function mayReturn(now: Case, rules: Rules): boolean {
  return follow(rules.moves.report, now.report, 'return', rules.can) !== undefined
}

/** A finding is rejected once its report is accepted; X does both when it must. */
export function rejectSteps(now: Case, rules: Rules): ('accept' | 'reject')[] {
  if (!now.finding || !follow(rules.moves.finding, now.finding, 'reject', rules.can)) return []
  if (TAKEN.has(now.report)) return ['reject']
  return follow(rules.moves.report, now.report, 'accept', rules.can) ? ['accept', 'reject'] : []
}

export function caseOf(report: Pick<Report, 'state'>, finding: Pick<Finding, 'state' | 'order_id'> | undefined): Case {
  return { report: report.state, finding: finding?.state ?? null, ordered: Boolean(finding?.order_id) }
}

/** The findings that still wait for this reader, in the report's order. */
export function waiting(report: Report, rules: Rules): Finding[] {
  return report.findings.filter(finding => passSteps(caseOf(report, finding), rules).length > 0)
}

/** Changing the degree, up or down, needs a reason, shown to the author. */
export function regrades(reported: Severity | null, chosen: Severity): boolean {
  return reported !== null && chosen !== reported
}
