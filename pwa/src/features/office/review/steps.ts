/** One step of a decision as one request: a version against lost races, a key against doing it twice. */
import { ifMatch, post } from '@/api/http'
import type { Finding, Order, Report } from '@/api/types'
import type { Act } from '../act'
import { confirmBody, orderBody, type DecisionForm } from './form'

export interface Stand { report: Report; finding: Finding | undefined; form: DecisionForm | undefined; reason: string }

function move(act: Act, path: string, version: number, body: Record<string, unknown>): Promise<unknown> {
  return post(path, body, { headers: { ...act.headers(path, body), ...ifMatch(version) } })
}

async function decideFinding(act: Act, step: string, { finding, form, reason }: Stand): Promise<Order | undefined> {
  if (!finding || !form) return undefined
  if (step === 'issue') {
    const draft = orderBody(form, finding)
    return post<Order>('/orders', draft, { headers: act.headers('/orders', draft) })
  }
  const body = step === 'confirm' ? confirmBody(form, finding) : { verb: step, reason }
  await move(act, `/findings/${finding.id}/moves`, finding.version, body)
  return undefined
}

/** Take one step; the order, when the step was issuing it. */
export async function takeStep(act: Act, step: string, stand: Stand): Promise<Order | undefined> {
  if (step !== 'accept' && step !== 'return') return decideFinding(act, step, stand)
  const overriding = step === 'accept' && stand.report.second === 'awaited'
  const body = { verb: step, ...step === 'return' && { reason: stand.reason }, ...overriding && { override_reason: stand.reason } }
  await move(act, `/reports/${stand.report.id}/moves`, stand.report.version, body)
  return undefined
}
