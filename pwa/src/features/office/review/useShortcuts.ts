/** Single keys for the review page; they sleep while anything is being typed or chosen. */
import { onMounted, onUnmounted } from 'vue'

export type Keys = Record<string, () => void>
const TYPING = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=combobox], [role=dialog]'

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null
}

/** `keys` maps a key, lower case, to what it does. */
export function useShortcuts(keys: Keys): void {
  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return
    const deed = keys[event.key.toLowerCase()]
    if (!deed) return
    event.preventDefault()
    deed()
  }
  onMounted(() => { addEventListener('keydown', pressed) })
  onUnmounted(() => { removeEventListener('keydown', pressed) })
}
