/** Why a page shows nothing but this; `other_person` only where a page waits for a certain one. */
export type EntryRefusal =
  | 'wrong_tenant'
  | 'other_person'
  | 'wrong_key'
  | 'unknown_token'
  | 'used_token'
  | 'expired_token'
  | 'origin_not_allowed'

/** What the server found out before a page is drawn, in `event.context.entry`; absent where there was nothing to do. */
export type PageEntry =
  | {
      kind: 'exchange'
      /** The session's token, whose cookie is set along: for frames in which that cookie does not come back. */
      token: string
      /** To tell it from another that the browser may have. */
      sessionId: string
    }
  | { kind: 'refused'; reason: EntryRefusal; status: 401 | 403 }
