/** Drawing over a picture with mouse, finger, pen or keys: boxes, brush, moving, pulling a corner. */
import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { MaskShape } from '@/api/types'
import { boxBetween, cornersOf, hit, longer, movedBy, pulled, type Box, type Corner, type Point, type Stroke } from './shapes'

export type Tool = 'box' | 'brush' | 'pick'
/** As thick as a finger's breadth of a face at arm's length; finer when looking closer. */
const THICKNESS = 400
const STEP = 50
const ARROWS: Record<string, Point> = { ArrowLeft: { x: -STEP, y: 0 }, ArrowRight: { x: STEP, y: 0 }, ArrowUp: { x: 0, y: -STEP }, ArrowDown: { x: 0, y: STEP } }
const MIDDLE: Box = { kind: 'box', x: 4000, y: 4000, w: 2000, h: 2000, hint: null }

export interface Canvas { at: (event: PointerEvent) => Point; tall: () => number; scale: () => number; shapes: () => MaskShape[]; change: (shapes: MaskShape[]) => void; undo: () => void }
export interface Drawing {
  tool: Ref<Tool>; chosen: Ref<number>; shown: ComputedRef<MaskShape[]>; corners: ComputedRef<Point[]>
  press: (event: PointerEvent) => void; pull: (event: PointerEvent, corner: Corner) => void; key: (event: KeyboardEvent) => void
  remove: () => void; add: () => void; take: (tool: Tool) => void
}

/** Follow one pointer until it is lifted; a cancelled one leaves nothing. */
function follow(event: PointerEvent, draw: (on: PointerEvent) => void, done: (kept: boolean) => void): void {
  event.preventDefault()
  event.stopPropagation()
  const box = event.currentTarget as Element
  const over = new AbortController()
  const { signal } = over
  const on = (name: string, act: (event: PointerEvent) => void): void => { box.addEventListener(name, act as EventListener, { signal }) }
  const end = (kept: boolean): void => {
    over.abort()
    done(kept)
  }
  box.setPointerCapture(event.pointerId)
  on('pointermove', draw)
  on('pointerup', () => { end(true) })
  on('pointercancel', () => { end(false) })
}

/** What is done to the chosen one, by button or key. */
function useChosen(canvas: Canvas): Pick<Drawing, 'chosen' | 'remove' | 'add' | 'key'> {
  const chosen = ref(-1)
  const put = (shape: MaskShape): MaskShape[] => canvas.shapes().map((one, n) => n === chosen.value ? shape : one)
  function remove(): void {
    if (!canvas.shapes()[chosen.value]) return
    canvas.change(canvas.shapes().filter((_, n) => n !== chosen.value))
    chosen.value = -1
  }
  function add(): void {
    chosen.value = canvas.shapes().length  // the page hands the new list back a moment later
    canvas.change([...canvas.shapes(), MIDDLE])
  }
  function nudge(by: Point, size: boolean): void {
    const shape = canvas.shapes()[chosen.value]
    if (!shape) return
    canvas.change(put(size && shape.kind === 'box' ? pulled(shape, 2, { x: shape.x + shape.w + by.x, y: shape.y + shape.h + by.y }) : movedBy(shape, by)))
  }
  /** Enter adds a box, the space bar goes to the next, arrows move it, with Shift they size it, Delete takes it away. */
  function key(event: KeyboardEvent): void {
    const arrow = ARROWS[event.key]
    const deeds: Record<string, () => void> = {
      'Enter': add, 'Delete': remove, 'Backspace': remove,
      ' ': () => { chosen.value = canvas.shapes().length ? (chosen.value + 1) % canvas.shapes().length : -1 },
      ...(event.ctrlKey || event.metaKey) && { z: canvas.undo },
      ...arrow && { [event.key]: () => { nudge(arrow, event.shiftKey) } },
    }
    const deed = deeds[event.key]
    if (!deed) return
    event.preventDefault()
    event.stopPropagation()
    deed()
  }
  return { chosen, remove, add, key }
}

export function useDrawing(canvas: Canvas): Drawing {
  const tool = ref<Tool>('box')
  const { chosen, ...deeds } = useChosen(canvas)
  /** What is being drawn, in the place of all that is there. */
  const live = ref<MaskShape[]>()
  const shown = computed(() => live.value ?? canvas.shapes())
  const corners = computed(() => {
    const one = shown.value[chosen.value]
    return one?.kind === 'box' ? cornersOf(one) : []
  })
  function settle(kept: boolean): void {
    if (kept && live.value) canvas.change(live.value)
    live.value = undefined
  }
  function change(event: PointerEvent, next: (shape: MaskShape, to: Point) => MaskShape): void {
    const which = chosen.value
    const shape = canvas.shapes()[which]
    if (shape) follow(event, on => { live.value = canvas.shapes().map((one, n) => n === which ? next(shape, canvas.at(on)) : one) }, settle)
  }
  function drawBox(event: PointerEvent): void {
    const from = canvas.at(event)
    follow(event, on => {
      const box = boxBetween(from, canvas.at(on))
      live.value = box && [...canvas.shapes(), box]
    }, kept => {
      chosen.value = live.value && kept ? canvas.shapes().length : hit(canvas.shapes(), from, canvas.tall())
      settle(kept)
    })
  }
  function brush(event: PointerEvent): void {
    let stroke: Stroke = longer({ kind: 'stroke', thickness: Math.max(40, Math.round(THICKNESS / canvas.scale())), points: [] }, canvas.at(event))
    const draw = (): void => { live.value = [...canvas.shapes(), stroke] }
    chosen.value = -1
    draw()
    follow(event, on => {
      stroke = on.getCoalescedEvents().concat(on).reduce((so, one) => longer(so, canvas.at(one)), stroke)
      draw()
    }, settle)
  }
  function pick(event: PointerEvent): void {
    const from = canvas.at(event)
    chosen.value = hit(canvas.shapes(), from, canvas.tall())
    change(event, (shape, to) => movedBy(shape, { x: to.x - from.x, y: to.y - from.y }))
  }
  const presses: Record<Tool, (event: PointerEvent) => void> = { box: drawBox, brush, pick }
  return {
    tool, chosen, shown, corners, ...deeds, take: next => { tool.value = next },
    press: event => { if (event.button === 0) presses[tool.value](event) },
    pull: (event, corner) => { if (event.button === 0) change(event, (shape, to) => shape.kind === 'box' ? pulled(shape, corner, to) : shape) },
  }
}
