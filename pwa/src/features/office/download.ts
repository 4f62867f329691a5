/** Files the server makes: fetched with the session's token, then handed to the browser to save. */
import { problemOf } from '@/api/errors'
import { send } from '@/api/http'
import { saveAs } from '@/shared/saveAs'

type Query = Record<string, string | undefined>

function nameOf(response: Response, otherwise: string): string {
  const disposition = response.headers.get('Content-Disposition') ?? ''
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  return encoded ? decodeURIComponent(encoded) : /filename="([^"]+)"/.exec(disposition)?.[1] ?? otherwise
}

export async function download(path: string, otherwise: string, query: Query = {}): Promise<string> {
  const response = await send('GET', path, { query })
  if (!response.ok) throw await problemOf(response)
  return saveAs(await response.blob(), nameOf(response, otherwise))
}
