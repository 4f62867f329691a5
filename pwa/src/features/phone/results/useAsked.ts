/** Something read from the server now: results are not kept on the device. */
import { onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue'

export interface Asked<T> { value: ShallowRef<T | undefined>; failed: Ref<boolean>; ask: () => Promise<void> }

export function useAsked<T>(read: () => Promise<T>): Asked<T> {
  const value = shallowRef<T>()
  const failed = ref(false)
  async function ask(): Promise<void> {
    failed.value = false
    await read().then(found => { value.value = found }, () => { failed.value = true })
  }
  onMounted(() => { void ask() })
  return { value, failed, ask }
}
