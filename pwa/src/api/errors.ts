/** The ways a request fails: the server said no (ApiProblem), nobody answered (Offline), or it may not be made (SignedOut, Locked). */

export interface ProblemBody {
  type: string; title: string; status: number; detail: string; instance?: string; pointer?: string
  errors?: { pointer: string; detail: string }[]
}

/** An RFC 9457 answer. `slug` is the stable end of `type`; `extras` holds what the refusal adds. */
export class ApiProblem extends Error {
  readonly extras: Record<string, unknown>
  constructor(readonly status: number, readonly body: ProblemBody, readonly retryAfter: string | null = null) {
    super(body.detail || body.title)
    this.name = 'ApiProblem'
    this.extras = { ...body }
  }

  get slug(): string { return this.body.type.replace('/problems/', '') }
  get type(): string { return this.body.type }
  get title(): string { return this.body.title }
  get detail(): string { return this.body.detail }
  get pointer(): string | undefined { return this.body.pointer }
  get errors(): { pointer: string; detail: string }[] { return this.body.errors ?? [] }
}

/** No network, or a captive portal that answers in HTML for everybody. */
export class Offline extends Error {
  constructor(readonly captive = false) {
    super('offline')
    this.name = 'Offline'
  }
}

/** The session cannot be renewed: work is kept until the same user signs in again. `ended`: somebody ended it, or closed the account. */
export class SignedOut extends Error {
  constructor(readonly ended = false) {
    super('signed out')
    this.name = 'SignedOut'
  }
}

/** The work on this device lies under a PIN that was not given yet. */
export class Locked extends Error {
  constructor() {
    super('locked')
    this.name = 'Locked'
  }
}

const JSON_TYPE = /^application\/(problem\+)?json/

/** A good answer of ours is JSON; whatever else says "fine" (a portal, a proxy, half an answer) stands between us and the server. Raises: Offline. */
export async function spokenJson<T>(response: Response): Promise<T> {
  if (!JSON_TYPE.test(response.headers.get('Content-Type') ?? '')) throw new Offline(true)
  return await response.json().catch(() => { throw new Offline(true) }) as T
}

export function isPortal(response: Response): boolean {
  return (response.headers.get('Content-Type') ?? '').startsWith('text/html')
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  const type = response.headers.get('Content-Type') ?? ''
  const bare = { type: 'about:blank', title: response.statusText, status: response.status, detail: '' }
  const body = JSON_TYPE.test(type) ? await response.json().catch(() => bare) as ProblemBody : bare
  return new ApiProblem(response.status, { ...bare, ...body }, response.headers.get('Retry-After'))
}
