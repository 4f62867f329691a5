/** What is covered, as geometry: ten-thousandths of the upright picture's width and height. Pure. */
import type { MaskShape } from '@/api/types'

export const UNIT = 10_000
export const MOST_POINTS = 400
/** What is smaller than this was a press, not a box. */
const LEAST = 60
const PRESS_REACH = 120

export interface Point { x: number; y: number }
export type Box = Extract<MaskShape, { kind: 'box' }>
export type Stroke = Extract<MaskShape, { kind: 'stroke' }>
export type Corner = 0 | 1 | 2 | 3

const within = (value: number, most = UNIT): number => Math.round(Math.min(most, Math.max(0, value)))

/** The rectangle between two points; nothing if it is too small to have been meant. */
export function boxBetween(a: Point, b: Point): Box | undefined {
  const left = within(Math.min(a.x, b.x))
  const top = within(Math.min(a.y, b.y))
  const box: Box = { kind: 'box', x: left, y: top, w: within(Math.max(a.x, b.x)) - left, h: within(Math.max(a.y, b.y)) - top, hint: null }
  return box.w < LEAST || box.h < LEAST ? undefined : box
}

/** A brush's way grows by a point; those too near one another are left out. */
export function longer(stroke: Stroke, to: Point): Stroke {
  const next: [number, number] = [within(to.x), within(to.y)]
  const last = stroke.points.at(-1)
  const far = !last || Math.hypot(next[0] - last[0], next[1] - last[1]) >= stroke.thickness / 4
  return far && stroke.points.length < MOST_POINTS ? { ...stroke, points: [...stroke.points, next] } : stroke
}

/** Moved, and never out of the picture. A box that a person moves is no suggestion any more. */
export function movedBy(shape: MaskShape, by: Point): MaskShape {
  if (shape.kind === 'box') return { ...shape, x: within(shape.x + by.x, UNIT - shape.w), y: within(shape.y + by.y, UNIT - shape.h), hint: null }
  return { ...shape, points: shape.points.map(([x, y]) => [within(x + by.x), within(y + by.y)]) }
}

/** One corner pulled to a point, the opposite one stays. Corners go round from the upper left. */
export function pulled(box: Box, corner: Corner, to: Point): Box {
  const fixed = { x: corner === 0 || corner === 3 ? box.x + box.w : box.x, y: corner < 2 ? box.y + box.h : box.y }
  return boxBetween(fixed, to) ?? box
}

export function cornersOf(box: Box): Point[] {
  return [{ x: box.x, y: box.y }, { x: box.x + box.w, y: box.y }, { x: box.x + box.w, y: box.y + box.h }, { x: box.x, y: box.y + box.h }]
}

/** The uppermost shape under a point. `tall` is the height of the picture over its width: a brush is as thick both ways. */
export function hit(shapes: readonly MaskShape[], at: Point, tall: number): number {
  return shapes.findLastIndex(shape => shape.kind === 'box' ? inBox(shape, at) : nearStroke(shape, at, tall))
}

function inBox(box: Box, at: Point): boolean {
  return at.x >= box.x && at.x <= box.x + box.w && at.y >= box.y && at.y <= box.y + box.h
}

function nearStroke(stroke: Stroke, at: Point, tall: number): boolean {
  const reach = Math.max(stroke.thickness / 2, PRESS_REACH)
  return stroke.points.some(([x, y]) => Math.hypot(x - at.x, (y - at.y) * tall) <= reach)
}

export const same = (a: readonly MaskShape[], b: readonly MaskShape[]): boolean => JSON.stringify(a) === JSON.stringify(b)
