/** What a new draft begins with: a unit, a kind and grounds, or a draft that is there. */
import type { Result, ResultKind } from '@/api/types'

export interface Start { unit_id?: string; kind?: ResultKind; finding_ids?: string[]; proposal?: string; result?: Result }
