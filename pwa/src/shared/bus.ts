/** Tells every part of every tab that something on the device changed; carries names, never data. */

export type Topic = 'session' | 'sync' | 'outbox' | 'drafts' | 'rows' | 'progress' | 'update' | 'notices' | 'signing' | 'contact' | 'lock'

const listeners = new Map<Topic, Set<() => void>>()
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('mingcha')

function local(topic: Topic): void {
  for (const listener of listeners.get(topic) ?? []) listener()
}

channel?.addEventListener('message', event => { local(event.data as Topic) })

export function emit(topic: Topic): void {
  local(topic)
  channel?.postMessage(topic)
}

export function on(topic: Topic, listener: () => void): () => void {
  const set = listeners.get(topic) ?? new Set()
  listeners.set(topic, set.add(listener))
  return () => { set.delete(listener) }
}
