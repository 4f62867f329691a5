/** Whether an element is on the screen: what leads to it need not be shown while it is. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

export function useInView(element: Ref<HTMLElement | null>): Readonly<Ref<boolean>> {
  const seen = ref(false)
  const watcher = new IntersectionObserver(entries => { seen.value = entries.at(-1)?.isIntersecting ?? false })
  watch(element, (now, before) => {
    if (before) watcher.unobserve(before)
    if (now) watcher.observe(now)
    else seen.value = false
  })
  onScopeDispose(() => { watcher.disconnect() })
  return seen
}
