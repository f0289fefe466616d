/** The one job that sees a communication through, by its ledger id. */
export const followJobId = (communicationId: number) => `follow/${communicationId}`

export const FOLLOW_KIND = 'follow-communication'
