/** The last answer to a question a page asks the server, for where there is no network; gone once the server will not give it any more. */
import { ApiProblem } from '@/api/errors'
import { db, recall, remember } from './db'

const at = (key: string): string => `kept:${key}`

/** The server does not let this reader see it: neither may the device. */
export const gone = (error: ApiProblem): boolean => error.status === 403 || error.status === 404

export async function keptAnswer<T>(key: string): Promise<T | undefined> {
  return recall<T>(at(key))
}

/** Ask, and keep what was answered. Raises what `ask` raises. */
export async function asked<T>(key: string, ask: () => Promise<T>): Promise<T> {
  try {
    const answer = await ask()
    await remember(at(key), answer)
    return answer
  } catch (error) {
    if (error instanceof ApiProblem && gone(error)) await (await db()).delete('meta', at(key))
    throw error
  }
}

/** What the reader may see has changed: nothing kept from before counts. */
export async function forgetAnswers(): Promise<void> {
  await (await db()).delete('meta', IDBKeyRange.bound(at(''), at('\uffff')))
}
