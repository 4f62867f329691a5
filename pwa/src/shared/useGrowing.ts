/** A long list drawn as far as it is scrolled: an old phone must not build five hundred rows to show six. */
import { computed, onScopeDispose, ref, useTemplateRef, watch, type Ref } from 'vue'

const STEP = 30

/** Put `ref="end"` on an element after the list; rows are added before it comes into view. */
export function useGrowing<T>(list: Readonly<Ref<readonly T[]>>): Readonly<Ref<readonly T[]>> {
  const count = ref(STEP)
  const end = useTemplateRef<HTMLElement>('end')
  const shown = computed(() => list.value.slice(0, count.value))
  const watcher = new IntersectionObserver(seen => {
    if (!seen.some(entry => entry.isIntersecting) || count.value >= list.value.length) return
    count.value += STEP
    // Observed anew, it reports again if the new rows did not fill the screen.
    if (end.value) {
      watcher.unobserve(end.value)
      watcher.observe(end.value)
    }
  }, { rootMargin: '600px' })
  watch(end, (now, before) => {
    if (before) watcher.unobserve(before)
    if (now) watcher.observe(now)
  })
  watch(() => list.value.length, () => {
    if (!end.value) return
    watcher.unobserve(end.value)
    watcher.observe(end.value)
  })
  onScopeDispose(() => { watcher.disconnect() })
  return shown
}
