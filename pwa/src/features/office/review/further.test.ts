import { describe, expect, it } from 'vitest'
import { deedBody, deedLacks, emptyDeed } from './further'

describe('further deeds of the review', () => {
  const form = { ...emptyDeed(), reason: ' because ', duplicate_of: 'd', receiver: ' r ' }

  it('names what is missing', () => {
    expect(deedLacks('ask', emptyDeed())).toEqual(['reason'])
    expect(deedLacks('waive', emptyDeed())).toEqual([])
    expect(deedLacks('transfer', emptyDeed())).toEqual(['reason', 'receiver'])
    expect(deedLacks('merge', emptyDeed())).toEqual(['duplicate_of'])
    expect(deedLacks('propose', { ...emptyDeed(), proposed: 'merge' })).toEqual(['reason', 'duplicate_of'])
  })

  it('sends only what the deed means', () => {
    expect(deedBody('ask', form)).toEqual({ verb: 'ask', reason: 'because' })
    expect(deedBody('merge', form)).toEqual({ verb: 'merge', reason: 'because', duplicate_of: 'd' })
    expect(deedBody('transfer', form)).toEqual({ verb: 'transfer', reason: 'because', receiver: 'r' })
    expect(deedBody('propose', form)).toEqual({ verb: 'propose', reason: 'because', proposed: 'confirm' })
    expect(deedBody('propose', { ...form, proposed: 'downgrade' })).toEqual({ verb: 'propose', reason: 'because', proposed: 'downgrade', severity: 'minor' })
  })
})
