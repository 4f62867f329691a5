/** How a light looks in a tag or a bar; the words beside it carry the meaning. */
import type { Light } from '@/api/types'

const TONES: Record<Light, string> = { red: 'r', yellow: 'y', green: 'g', blue: 'b', grey: '' }

export function lightTone(light: Light | null): string {
  return light ? TONES[light] : ''
}
