/** A transaction over sealed records: what it read is looked at again when it writes. */
import type { IDBPTransaction } from 'idb'
import type { Schema } from './db'
import { face, KEY_NUMBER, keyOf, liesOpen, type Key, type Keyed, type Name, type Row } from './layout'
import { pack, versionOf } from './seal'
import type { Durability, Store } from './store'

type Value<N extends Name> = Schema[N]['value']
type Tx = IDBPTransaction<unknown, string[], 'readwrite'>
/** Raw records, from the database or within a transaction of it. */
interface Reader { get: (name: string, key: Key) => Promise<unknown>; all: (name: string, index?: string, key?: string) => Promise<unknown[]> }
interface Read { name: Name; look: (from: Reader) => Promise<string>; version: string }
interface Deed { name: Name; act: (tx: Tx) => Promise<unknown> }

const within = (tx: Tx): Reader => ({
  get: (name, key) => tx.objectStore(name).get(key),
  all: (name, index, key) => index ? tx.objectStore(name).index(index).getAll(key) : tx.objectStore(name).getAll(),
})

const versions = (raws: unknown[]): string => raws.map(versionOf).join(';')

export class Work {
  private readonly reads: Read[] = []
  private readonly deeds: (() => Promise<Deed>)[] = []
  private readonly written = new Set<Name>()
  /** The number of the data key that was sealed with. */
  private used: number | undefined

  constructor(private readonly store: Store) {}

  private reader(): Reader {
    const { raw } = this.store
    return { get: (name, key) => raw.get(name, key), all: (name, index, key) => index ? raw.getAllFromIndex(name, index, key) : raw.getAll(name) }
  }

  /** Reads come before writes: a write is not seen until all are on the disk. */
  private toRead(name: Name): void {
    if (this.written.has(name)) throw new Error(`${name} is read after it was written`)
  }

  async get<N extends Name>(name: N, key: Key): Promise<Value<N> | undefined> {
    this.toRead(name)
    const raw = await this.reader().get(name, key)
    this.reads.push({ name, version: versionOf(raw), look: async from => versionOf(await from.get(name, key)) })
    return await this.store.opened(name, raw, key) as Value<N> | undefined
  }

  async getAll<N extends Keyed>(name: N, index?: string, key?: string): Promise<Value<N>[]> {
    this.toRead(name)
    const raws = await this.reader().all(name, index, key)
    this.reads.push({ name, version: versions(raws), look: async from => versions(await from.all(name, index, key)) })
    return await this.store.openedAll(name, raws) as Value<N>[]
  }

  /** The value as it is now: what happens to the object later is not written. */
  put<N extends Name>(name: N, value: Value<N>, given?: Key): void {
    const row = value as Row
    const key = keyOf(name, row, given)
    const out = given === undefined ? [] : [given]
    this.written.add(name)
    if (liesOpen(name, key)) {
      this.deeds.push(() => Promise.resolve({ name, act: tx => tx.objectStore(name).put(value, ...out) }))
      return
    }
    const [beside, packed] = [face(name, row), pack(value)]
    this.deeds.push(async () => {
      const sealed = await this.store.sealed(name, key, beside, packed)
      this.used = sealed.k
      return { name, act: tx => tx.objectStore(name).put(sealed, ...out) }
    })
  }

  delete(name: Name, key: Key | IDBKeyRange): void {
    this.written.add(name)
    this.deeds.push(() => Promise.resolve({ name, act: tx => tx.objectStore(name).delete(key) }))
  }

  clear(name: Name): void {
    this.written.add(name)
    this.deeds.push(() => Promise.resolve({ name, act: tx => tx.objectStore(name).clear() }))
  }

  /** Write everything or nothing; false if something that was read has changed meanwhile. Raises: Locked, once another page has chosen a PIN. */
  async commit(how?: Durability): Promise<boolean> {
    if (this.deeds.length === 0) return true
    const deeds = await Promise.all(this.deeds.map(make => make()))
    const names = [...new Set<Name>(['meta', ...this.written, ...this.reads.map(read => read.name)])]
    const tx = this.store.raw.transaction(names, 'readwrite', how)
    const number = await tx.objectStore('meta').get(KEY_NUMBER) as number | undefined
    const stale = this.used !== undefined && number !== undefined && this.used !== number
    const fits = !stale && await this.holds(tx)
    if (fits) await Promise.all(deeds.map(deed => deed.act(tx)))
    await tx.done
    if (stale) await this.store.lookAgain(number)
    return fits
  }

  private async holds(tx: Tx): Promise<boolean> {
    const from = within(tx)
    for (const read of this.reads) if (await read.look(from) !== read.version) return false
    return true
  }
}
