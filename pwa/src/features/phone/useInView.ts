/** Whether an element is on the screen: what leads to it need not be shown while it is. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** What only peeps in at the bottom is not seen yet. */
const LOWER_HALF = '0px 0px -45% 0px'

export function useInView(element: Ref<HTMLElement | null>): Readonly<Ref<boolean>> {
  const seen = ref(false)
  const watcher = new IntersectionObserver(entries => { seen.value = entries.at(-1)?.isIntersecting ?? false }, { rootMargin: LOWER_HALF })
  watch(element, (now, before) => {
    if (before) watcher.unobserve(before)
    if (now) watcher.observe(now)
    else seen.value = false
  })
  onScopeDispose(() => { watcher.disconnect() })
  return seen
}
