/** The one way into the device's database: sealed on the way in, opened on the way out. */
import type { IDBPDatabase } from 'idb'
import { Locked } from '@/api/errors'
import type { Bytes } from './bytes'
import type { Schema } from './db'
import { keyOf, liesOpen, placeOf, type Key, type Keyed, type Name, type Row } from './layout'
import { Damaged, isSealed, open, seal, unpack, type Sealed } from './seal'
import { dropKeys, type Keys } from './vault'
import { Work } from './work'

type Value<N extends Name> = Schema[N]['value']
export interface Durability { durability: 'strict' | 'relaxed' | 'default' }

/** Records that do not open with their own key: they stay on the disk and are told. */
const damaged = new Set<string>()
export function damagedCount(): number { return damaged.size }

export class Store {
  constructor(readonly raw: IDBPDatabase, readonly user: string, readonly keys: () => Promise<Keys>) {}

  /** One record as it was put. Raises: Locked, Damaged. */
  async opened(name: Name, raw: unknown, given?: Key): Promise<unknown> {
    if (raw === undefined) return undefined
    const key = keyOf(name, raw as Row, given)
    if (liesOpen(name, key)) return raw
    const keys = await this.keys()
    // What an older release left in the open counts until all of it was sealed.
    if (!isSealed(raw) && !keys.whole) return raw
    if (!isSealed(raw)) throw new Damaged()
    const mine = keys.of(raw.k) ?? (await this.lookAgain(raw.k)).of(raw.k)
    if (!mine) throw new Locked()
    return unpack(await open(mine, raw, placeOf(this.user, name, key, raw as unknown as Row)))
  }

  async sealed(name: Name, key: Key, beside: Row, packed: Bytes): Promise<Row & Sealed> {
    const keys = await this.keys()
    const mine = keys.of(keys.k)
    if (!mine) throw new Locked()
    return { ...beside, ...await seal(mine, keys.k, placeOf(this.user, name, key, beside), packed) }
  }

  /** A damaged record takes none of the others with it. */
  async openedAll(name: Keyed, raws: unknown[]): Promise<unknown[]> {
    const one = (raw: unknown): Promise<unknown> => this.opened(name, raw).catch((error: unknown) => {
      if (!(error instanceof Damaged)) throw error
      damaged.add(JSON.stringify([name, keyOf(name, raw as Row)]))
      return undefined
    })
    return (await Promise.all(raws.map(one))).filter(held => held !== undefined)
  }

  async get<N extends Name>(name: N, key: Key): Promise<Value<N> | undefined> {
    return await this.opened(name, await this.raw.get(name, key), key) as Value<N> | undefined
  }

  async getAll<N extends Keyed>(name: N): Promise<Value<N>[]> {
    return await this.openedAll(name, await this.raw.getAll(name)) as Value<N>[]
  }

  async getAllFromIndex<N extends Keyed>(name: N, index: string, key: string): Promise<Value<N>[]> {
    return await this.openedAll(name, await this.raw.getAllFromIndex(name, index, key)) as Value<N>[]
  }

  getAllKeys<N extends Name>(name: N): Promise<Schema[N]['key'][]> {
    return this.raw.getAllKeys(name) as Promise<Schema[N]['key'][]>
  }

  count(name: Name): Promise<number> {
    return this.raw.count(name)
  }

  put<N extends Name>(name: N, value: Value<N>, key?: Key): Promise<void> {
    return this.write(tx => { tx.put(name, value, key) })
  }

  delete(name: Name, key: Key | IDBKeyRange): Promise<void> {
    return this.write(tx => { tx.delete(name, key) })
  }

  clear(name: Name): Promise<void> {
    return this.write(tx => { tx.clear(name) })
  }

  /** Another page renewed the data key: without it nothing is read or written here. Raises: Locked. */
  async lookAgain(k: number): Promise<Keys> {
    const keys = await this.keys()
    if (keys.k >= k) return keys
    dropKeys()
    return this.keys()
  }

  close(): void {
    this.raw.close()
  }

  /**
   * Read and write in one step. Sealing takes longer than a transaction of the database stays open: so `work` reads first, its writes are
   * sealed, and they are written in one transaction if nothing that was read has changed; if it has, `work` is done again.
   */
  async write<T>(work: (tx: Work) => T | Promise<T>, how?: Durability): Promise<T> {
    for (;;) {
      const tx = new Work(this)
      const result = await work(tx)
      if (await tx.commit(how)) return result
    }
  }
}
