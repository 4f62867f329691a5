/** Looking closer: wheel, buttons and dragging, always back to the whole with one press. */
import { computed, ref, type ComputedRef, type Ref, type StyleValue } from 'vue'

const MOST = 8
const STEP = 1.4

export interface Zoom {
  scale: Ref<number>; style: ComputedRef<StyleValue>; nearer: () => void; further: () => void; whole: () => void
  wheel: (event: WheelEvent) => void; drag: (event: PointerEvent) => void
}

export function useZoom(): Zoom {
  const scale = ref(1)
  const at = ref({ x: 0, y: 0 })
  function to(next: number): void {
    scale.value = Math.min(MOST, Math.max(1, next))
    if (scale.value === 1) at.value = { x: 0, y: 0 }
  }
  function drag(event: PointerEvent): void {
    if (scale.value === 1 || event.button !== 0) return
    const box = event.currentTarget as HTMLElement
    const from = { x: event.clientX - at.value.x, y: event.clientY - at.value.y }
    const move = (on: PointerEvent): void => { at.value = { x: on.clientX - from.x, y: on.clientY - from.y } }
    box.setPointerCapture(event.pointerId)
    box.addEventListener('pointermove', move)
    box.addEventListener('pointerup', () => { box.removeEventListener('pointermove', move) }, { once: true })
  }
  /** A plain wheel scrolls the page as anywhere; with Ctrl, or once closer, it zooms. */
  function wheel(event: WheelEvent): void {
    if (!event.ctrlKey && scale.value === 1) return
    event.preventDefault()
    to(scale.value * (event.deltaY < 0 ? 1.15 : 1 / 1.15))
  }
  return {
    scale, drag,
    style: computed(() => ({ transform: `translate(${at.value.x}px,${at.value.y}px) scale(${scale.value})`, cursor: scale.value > 1 ? 'grab' : 'default' })),
    nearer: () => { to(scale.value * STEP) },
    further: () => { to(scale.value / STEP) },
    whole: () => { to(1) },
    wheel,
  }
}
