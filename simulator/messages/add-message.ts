import { newSid } from '../ids.ts'
import type { Message } from '../model.ts'
import type { World } from '../world.ts'

export type NewMessage = Pick<Message, 'accountSid' | 'from' | 'to' | 'body' | 'direction' | 'status'> &
  Partial<Pick<Message, 'mediaUrls' | 'messagingServiceSid' | 'statusCallback' | 'numSegments'>>

/** Records a message in its first status. */
export function addMessage(world: World, given: NewMessage): Message {
  const now = world.clock.now()
  const mediaUrls = given.mediaUrls ?? []
  const message: Message = {
    sid: newSid(mediaUrls.length > 0 ? 'MM' : 'SM'),
    ...{ numSegments: 0, messagingServiceSid: null, statusCallback: null, price: null, errorCode: null },
    ...{ createdAt: now, updatedAt: now, sentAt: null, removed: false },
    ...given,
    mediaUrls,
    history: [{ status: given.status, at: now }],
  }
  world.messages.add(message)
  const { sid, from, to, status } = message
  world.events.emit('message', { sid, from, to, status })
  return message
}
