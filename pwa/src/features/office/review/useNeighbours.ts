/** What was found close by: possible doubles, and closed faults that may have come back. */
import { get } from '@/api/http'
import type { Neighbours } from '@/api/types'
import { useLoad, type Loaded } from '../useLoad'

export function useNeighbours(id: () => string): Loaded<Neighbours> {
  return useLoad(signal => get<Neighbours>(`/findings/${id()}/neighbours`, { signal }), id)
}
