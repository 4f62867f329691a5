/** Geometry of what is covered, by hand. */
import { expect, it } from 'vitest'
import { boxBetween, hit, longer, movedBy, pulled, type Box, type Stroke } from './shapes'

const box: Box = { kind: 'box', x: 1000, y: 2000, w: 3000, h: 1000, hint: 'face' }
const stroke: Stroke = { kind: 'stroke', thickness: 400, points: [[1000, 1000], [3000, 1000]] }

it('a box is drawn from any corner and ends at the edge of the picture', () => {
  expect(boxBetween({ x: 4000, y: 3000 }, { x: 1000, y: 2000 })).toEqual({ ...box, hint: null })
  expect(boxBetween({ x: -50, y: 9000 }, { x: 500, y: 12_000 })).toEqual({ kind: 'box', x: 0, y: 9000, w: 500, h: 1000, hint: null })
})

it('a press is no box', () => {
  expect(boxBetween({ x: 1000, y: 1000 }, { x: 1030, y: 1700 })).toBeUndefined()
})

it('what a person moves is no suggestion any more, and stays inside', () => {
  expect(movedBy(box, { x: 100, y: -5000 })).toEqual({ kind: 'box', x: 1100, y: 0, w: 3000, h: 1000, hint: null })
  expect(movedBy(box, { x: 9000, y: 0 })).toMatchObject({ x: 7000, w: 3000 })
  expect(movedBy(stroke, { x: -2000, y: 10 })).toEqual({ ...stroke, points: [[0, 1010], [1000, 1010]] })
})

it('a corner is pulled while the opposite one stays', () => {
  expect(pulled(box, 0, { x: 2000, y: 2500 })).toEqual({ kind: 'box', x: 2000, y: 2500, w: 2000, h: 500, hint: null })
  expect(pulled(box, 2, { x: 10_400, y: 9000 })).toEqual({ kind: 'box', x: 1000, y: 2000, w: 9000, h: 7000, hint: null })
  expect(pulled(box, 1, { x: 1010, y: 2990 })).toBe(box)
})

it('a brush keeps its points apart', () => {
  expect(longer(stroke, { x: 3050, y: 1000 })).toBe(stroke)
  expect(longer(stroke, { x: 3100, y: 1000.4 }).points).toEqual([[1000, 1000], [3000, 1000], [3100, 1000]])
})

it('the uppermost shape under a press is found, a brush by its thickness on a tall picture too', () => {
  expect(hit([box, { ...box, x: 2000 }], { x: 2500, y: 2500 }, 1)).toBe(1)
  expect(hit([box], { x: 900, y: 2500 }, 1)).toBe(-1)
  expect(hit([stroke], { x: 1000, y: 1190 }, 1)).toBe(0)
  expect(hit([stroke], { x: 1000, y: 1190 }, 2)).toBe(-1)
})
