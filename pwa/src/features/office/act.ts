/** One user act, one Idempotency-Key: the same body sent again keeps its key until the act has succeeded. */

export class Act {
  private keys = new Map<string, string>()

  /** Headers for one step of the act; another body is another deed and gets another key. */
  headers(step: string, body: unknown): Record<string, string> {
    const deed = `${step} ${JSON.stringify(body)}`
    const key = this.keys.get(deed) ?? crypto.randomUUID()
    this.keys.set(deed, key)
    return { 'Idempotency-Key': key }
  }

  done(): void {
    this.keys.clear()
  }
}
