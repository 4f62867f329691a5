import { describe, expect, it } from 'vitest'
import { blankLists, draftOf, lacks, personLine, siteLine, withSites } from './lists'

const whole = () => ({
  ...blankLists(), sites: [{ ...siteLine(), name: ' 渡口 ', unit_id: 'u1' }, siteLine()],
  people: [personLine('p1'), personLine('p2')],
})

describe('the lists of a draw before they are locked', () => {
  it('say what is still missing', () => {
    expect(lacks(blankLists())).toBe('site')
    expect(lacks({ ...whole(), sites: [{ ...siteLine(), name: '渡口' }] })).toBe('unit')
    expect(lacks({ ...whole(), sites: [{ ...siteLine(), name: '渡口', unit_id: 'u1', point: { lat: '40', lon: '' } }] })).toBe('place')
    expect(lacks({ ...whole(), wanted: 2 })).toBe('fewSites')
    expect(lacks({ ...whole(), people: [personLine('p1'), { ...personLine('p2'), away: true }] })).toBe('fewPeople')
    expect(lacks({ ...whole(), people: [{ ...personLine('p1'), keeps: [{ ground: 'former', unit_id: 'u1', until: '' }] }] })).toBe('keeps')
    expect(lacks(whole())).toBeUndefined()
  })

  it('send each recusal under its ground, and no blank line', () => {
    const form = whole()
    form.people[0] = { ...personLine('p1'), keeps: [{ ground: 'former', unit_id: 'u1', until: '2025-01-31' }, { ground: 'kin', unit_id: 'u2', until: '' }, { ground: 'declared', unit_id: 'u3', until: '' }] }
    const draft = draftOf(form)
    expect(draft.sites.map(site => [site.name, site.location, site.last_visited_on])).toEqual([['渡口', null, null]])
    expect(draft.inspectors[0]).toEqual({ user_id: 'p1', away: false, former_units: [{ unit_id: 'u1', until: '2025-01-31' }], kin_unit_ids: ['u2'], declared_unit_ids: ['u3'] })
  })

  it('bring in the sites of the matters once', () => {
    const sites = [{ name: '渡口', unit_id: 'u1', address: null, location: { lat: 40.1, lon: 102.1 } }, { name: '老街', unit_id: null, address: '街口', location: null }]
    const lines = withSites([{ ...siteLine(), name: '渡口' }, siteLine()], sites)
    expect(lines.map(line => [line.name, line.unit_id, line.address])).toEqual([['渡口', '', ''], ['老街', '', '街口']])
    expect(withSites([siteLine()], sites)[0]?.point).toEqual({ lat: '40.1', lon: '102.1' })
  })
})
