import type twilio from 'twilio'
import { AppError } from '../../errors'
import { ask } from './ask'

/** "Call is not in-progress. Cannot redirect.", and nobody of that name in the conference. */
const OVER = new Set([21220, 20404])

/**
 * What is asked of a running conference. A leg or a conference that has ended meanwhile is CONFLICT.
 *
 * @see https://www.twilio.com/docs/voice/api/conference-participant-resource
 */
export function twilioConferences(client: twilio.Twilio) {
  const inRoom = (conferenceSid: string, callSid: string) => client.conferences(conferenceSid).participants(callSid)
  return {
    /** Sends a running call to other instructions. */
    async sendTo(callSid: string, url: string): Promise<void> {
      await running(() => client.calls(callSid).update({ url, method: 'POST' }))
    },
    /** The conference of a name with who is in it, also of one who waits there alone; null when there is none. */
    async find(friendlyName: string): Promise<{ sid: string; callSids: string[] } | null> {
      const named = await ask(() => client.conferences.list({ friendlyName, limit: 20 }))
      const found = named.find(({ status }) => status !== 'completed')
      if (!found) return null
      const members = await ask(() => client.conferences(found.sid).participants.list())
      return { sid: found.sid, callSids: members.map(({ callSid }) => callSid) }
    },
    /** @param music where what is heard meanwhile lies; null ends the hold */
    async hold(conferenceSid: string, callSid: string, music: string | null): Promise<void> {
      const changes = music === null ? { hold: false } : { hold: true, holdUrl: music, holdMethod: 'GET' }
      await running(() => inRoom(conferenceSid, callSid).update(changes))
    },
    /** Whether it is over for all when this one leaves. */
    async endWith(conferenceSid: string, callSid: string, endConferenceOnExit: boolean): Promise<void> {
      await running(() => inRoom(conferenceSid, callSid).update({ endConferenceOnExit }))
    },
    /** Who has left already is out. */
    async putOut(conferenceSid: string, callSid: string): Promise<void> {
      try {
        await running(() => inRoom(conferenceSid, callSid).remove())
      } catch (error) {
        if (!(error instanceof AppError && error.errorName === 'CONFLICT')) throw error
      }
    },
  }
}

/** Whether Twilio refused because a leg, or the whole conference, has ended. */
export const isOver = (error: AppError): boolean => OVER.has(Number(error.details?.code))

async function running<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await ask(request)
  } catch (error) {
    if (error instanceof AppError && isOver(error)) {
      throw new AppError('CONFLICT', 'This call is over', null, { cause: error })
    }
    throw error
  }
}
