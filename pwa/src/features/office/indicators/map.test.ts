import { expect, it } from 'vitest'
import { clustered, framed } from './map'

it('puts the corners of the county inside the frame, north up', () => {
  const frame = framed({ south: 40, west: 102, north: 40.4, east: 102.6 }, 640)
  const [southWest, northEast] = [frame.at({ lat: 40, lon: 102 }), frame.at({ lat: 40.4, lon: 102.6 })]
  expect(southWest.x).toBeGreaterThanOrEqual(36)
  expect(northEast.x).toBeLessThanOrEqual(frame.width - 36)
  expect([northEast.y, southWest.y]).toEqual([36, frame.height - 36])
})

it('draws a county of one place', () => {
  const frame = framed({ south: 40, west: 102, north: 40, east: 102 }, 320)
  expect(Object.values(frame.at({ lat: 40, lon: 102 })).every(Number.isFinite)).toBe(true)
})

it('shares a mark among near ones and shows the worst light', () => {
  const one = (x: number, light: 'red' | 'green' | null) => ({ x, y: 0, one: { light } })
  const marks = clustered([one(0, 'green'), one(10, 'red'), one(100, null)], 30)
  expect(marks.map(mark => [mark.items.length, mark.worst])).toEqual([[2, 'red'], [1, 'grey']])
})
