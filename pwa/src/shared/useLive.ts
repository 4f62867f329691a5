/** Values that follow the device: a query re-run whenever one of its topics is emitted. */
import { onScopeDispose, readonly, ref, shallowRef, watch, type Ref, type WatchSource } from 'vue'
import { on, type Topic } from './bus'

/** The result of an asynchronous query; the newest run wins, a failed one keeps the last value. */
export function useLive<T>(query: () => Promise<T>, initial: T, topics: Topic[], also?: WatchSource): Readonly<Ref<T>> {
  const value = shallowRef(initial)
  let latest = 0
  const run = async (): Promise<void> => {
    const mine = ++latest
    const result = await query().catch(() => value.value)
    if (mine === latest) value.value = result
  }
  const refresh = (): void => { void run() }
  const off = topics.map(topic => on(topic, refresh))
  onScopeDispose(() => { for (const stop of off) stop() })
  if (also) watch(also, refresh)
  refresh()
  return value
}

/** A module's own variable, followed. */
export function useValue<T>(read: () => T, topics: Topic[]): Readonly<Ref<T>> {
  const value = shallowRef(read())
  const off = topics.map(topic => on(topic, () => { value.value = read() }))
  onScopeDispose(() => { for (const stop of off) stop() })
  return value
}

/** The time, ticking; `everyMs` defaults to half a minute, enough for words like "2 hours left". */
export function useNow(everyMs = 30_000): Readonly<Ref<Date>> {
  const now = ref(new Date())
  const timer = setInterval(() => { now.value = new Date() }, everyMs)
  onScopeDispose(() => { clearInterval(timer) })
  return readonly(now) as Readonly<Ref<Date>>
}

export function useOnline(): Readonly<Ref<boolean>> {
  const online = ref(navigator.onLine)
  const look = (): void => { online.value = navigator.onLine }
  for (const name of ['online', 'offline']) addEventListener(name, look)
  onScopeDispose(() => { for (const name of ['online', 'offline']) removeEventListener(name, look) })
  return readonly(online)
}
