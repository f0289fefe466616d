import { addMessage } from '../messages/add-message.ts'
import { startMessage } from '../messages/message-life.ts'
import type { Message } from '../model.ts'
import type { World } from '../world.ts'

/** https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out: the whole message, in any case. */
const stopWords = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']
const startWords = ['START', 'YES', 'UNSTOP']
const helpWords = ['HELP', 'INFO']

const replies = {
  stop: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  start:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe.',
  help: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
}

/** Keeps the register of opted-out pairs, and answers for the carrier as Twilio does for long codes. */
export function answerKeyword(world: World, message: Message): void {
  const word = message.body.trim().toUpperCase()
  const pair = `${message.from} ${message.to}`
  if (stopWords.includes(word)) {
    const known = world.optOuts.has(pair)
    world.optOuts.add(pair)
    if (!known) reply(world, message, replies.stop)
  } else if (startWords.includes(word)) {
    if (world.optOuts.delete(pair)) reply(world, message, replies.start)
  } else if (helpWords.includes(word)) reply(world, message, replies.help)
}

function reply(world: World, message: Message, body: string): void {
  if (!world.defaults.keywordReplies) return
  const { accountSid, from, to } = message
  const base = { accountSid, from: to, to: from, direction: 'outbound-reply', status: 'queued' } as const
  startMessage(world, addMessage(world, { ...base, body }))
}
