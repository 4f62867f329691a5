import { describe, expect, it } from 'vitest'
import { draftOf, emptySite, lacking, newMission } from './form'

describe('a plan in the form', () => {
  it('lacks its title and its organiser at first', () => {
    expect(lacking(newMission(''))).toEqual(['title', 'organiser_unit_ids'])
    expect(lacking({ ...newMission('u1'), title: '暗访' })).toEqual([])
  })

  it('sends no blank rows, and nothing where nothing was said', () => {
    const form = newMission('u1')
    form.title = ' 暗访 '
    form.sites = [{ ...emptySite(true), name: ' 渡口 ' }, emptySite(false)]
    form.milestones = [{ id: 'm1', name: '', due_on: '2026-12-01' }]
    form.need_to_know = [{ user_id: 'u2', reason: ' ' }]
    const draft = draftOf(form)
    expect([draft.title, draft.leader_id, draft.basis_from, draft.draw_required]).toEqual(['暗访', null, null, null])
    expect(draft.sites?.map(site => [site.name, site.opens_after, site.opens_at])).toEqual([['渡口', 'none', null]])
    expect([draft.milestones, draft.need_to_know]).toEqual([[], []])
  })

  it('sends a time only for a timed site', () => {
    const form = newMission('u1')
    form.sites = [{ ...emptySite(true), name: '早市', opens_after: 'time', opens_at: '2026-12-01T06:00:00+08:00' }]
    expect(draftOf(form).sites?.[0]?.opens_at).toBe('2026-11-30T22:00:00.000Z')
  })
})
