/** What stands in the way of sealing, and what the manifest then says. */
import { beforeEach, describe, expect, it } from 'vitest'
import { aDevice, aPhoto } from '../../tests/device'
import { lineOf, photosOf } from './photos'
import { blankFinding, blankVisit, discardVisit, findingGaps, gaps, manifestOf, saveVisit, visit } from './visits'

beforeEach(aDevice)

const whole = { focus_area: 'a', category: 'c', facts: 'f', cause: 'x', suggestion: 's', severity: 'minor', responsible_unit_id: 'u' } as const
const someone = [{ kind: 'principal', name: '', post: 'head' }] as const

describe('sealing', () => {
  it('waits for task, site and a conclusion', () => {
    expect(gaps(blankVisit(), 0)).toEqual(['task', 'site', 'conclusion'])
    expect(gaps(blankVisit({ task_id: 't', site: { name: 's' }, no_problem: true }), 0)).toEqual([])
    expect(gaps(blankVisit({ task_id: 't', site: { name: 's' }, findings: [blankFinding([])] }), 201)).toEqual(['findings', 'too_many_photos'])
  })

  it('waits for every part of a finding, the person and the proof included', () => {
    expect(findingGaps(blankFinding([]))).toEqual(['category', 'severity', 'responsible_unit_id', 'facts', 'cause', 'suggestion', 'persons', 'photos'])
    expect(findingGaps(blankFinding(['p'], { ...whole, responsible_persons: [{ kind: 'direct', name: ' ', post: null }] }))).toEqual(['persons'])
    expect(findingGaps(blankFinding(['p'], { ...whole, responsible_persons: [...someone] }))).toEqual([])
  })
})

describe('the manifest', () => {
  it('leaves out rows that were opened and left blank', async () => {
    const held = blankVisit({
      task_id: 't', site: { name: 's' }, positives: [{ title: 'a', facts: 'b' }, { title: 'only', facts: ' ' }], difficulties: [{ unit_id: null, text: '' }],
      findings: [blankFinding(['p'], { ...whole, responsible_persons: [...someone, { kind: 'direct', name: ' ', post: '' }] })],
    })
    const photo = await aPhoto(held.id)
    const manifest = manifestOf(held, [photo], 'none', new Date('2026-11-23T02:00:00Z'))
    expect(manifest.positives).toEqual([{ title: 'a', facts: 'b' }])
    expect(manifest.difficulties).toEqual([])
    expect(manifest.findings[0]?.responsible_persons).toEqual([{ kind: 'principal', post: 'head' }])
    expect(manifest.evidence).toEqual([lineOf(photo)])
    expect(manifest).not.toHaveProperty('no_problem_statement')
    expect(manifest.finished_at).toBe('2026-11-23T02:00:00.000Z')
  })

  it('without a finding says so', () => {
    expect(manifestOf(blankVisit({ no_problem: true }), [], 'none')).toMatchObject({ no_problem_statement: 'none', findings: [] })
  })
})

describe('a visit thrown away', () => {
  it('takes its photographs along', async () => {
    const held = blankVisit()
    await saveVisit(held)
    await aPhoto(held.id)
    await discardVisit(held.id)
    expect(await visit(held.id)).toBeUndefined()
    expect(await photosOf(held.id)).toEqual([])
  })

  it('that the office returned cannot be', async () => {
    const held = blankVisit({ return_reason: 'why' })
    await saveVisit(held)
    await discardVisit(held.id)
    expect(await visit(held.id)).toBeDefined()
  })
})
