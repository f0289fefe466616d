import type { Call, Heard, Message } from '../model.ts'
import { formatNumber } from '../network/phone-numbers.ts'
import { html, type Html } from './html.ts'
import type { Item } from './traffic.ts'

/** One entry of a handset's thread: a bubble for a message, a card for a call. */
export function renderItem(item: Item, number: string): Html {
  return item.message ? renderMessage(item.message, number) : renderCall(item.call, number)
}

function renderMessage(message: Message, number: string): Html {
  const sent = message.from === number
  const peer = sent ? message.to : message.from
  const failed = message.status === 'undelivered' || message.status === 'failed'
  const word = message.direction === 'inbound' ? 'sent' : message.status
  const status = message.errorCode ? `${word} (error ${message.errorCode})` : word
  return html`<li class="bubble ${sent ? 'sent' : 'received'} ${failed && 'failed'}" id="${message.sid}">
    <p class="bubble-text">${message.body}</p>
    <p class="meta">
      <span class="visually-hidden">${sent ? 'You to' : 'From'}</span> ${formatNumber(peer)} ·
      ${time(message.createdAt)} · ${status}
    </p>
  </li>`
}

function renderCall(call: Call, number: string): Html {
  const placed = call.from === number
  const peer = placed ? call.to : call.from
  const over = call.endedAt !== null
  return html`<li class="call-card" id="${call.sid}" data-over="${String(over)}">
    <details>
      <summary>
        <span class="call-icon" aria-hidden="true">${placed ? '↗' : '↙'}</span>
        <span>${placed ? 'Call to' : 'Call from'} <strong>${formatNumber(peer)}</strong></span>
        <span class="meta">
          ${time(call.createdAt)} ·
          ${call.status}${call.durationSeconds !== null && ` · ${clockTime(call.durationSeconds)}`}
        </span>
      </summary>
      <ol class="transcript">
        ${call.heard.map((entry) => html`<li class="heard ${entry.kind}">${describe(entry)}</li>`)}
      </ol>
    </details>
  </li>`
}

/** What happened on the line, in words. */
function describe(entry: Heard): string {
  switch (entry.kind) {
    case 'say':
      return `“${entry.text}”`
    case 'play':
      return `♪ ${entry.url} (${entry.bytes} bytes)`
    case 'hold':
      return `♪ hold music ${entry.url}`
    case 'digits':
      return `keys ${entry.digits}`
    case 'pause':
      return `silence, ${entry.seconds} s`
    case 'gather':
      return entry.speech
        ? `you said “${entry.speech}”`
        : entry.digits
          ? `you pressed ${entry.digits}`
          : 'no answer given'
    case 'record':
      return `recorded ${entry.seconds} s`
    case 'dial':
      return `${entry.noun} ${entry.target}: ${entry.status}`
    case 'message':
      return 'an SMS was sent'
    case 'connect':
      return `connected to ${entry.noun}`
    case 'redirect':
      return `instructions from ${entry.url}`
    case 'hangup':
      return `hung up by ${{ twiml: 'its instructions', callee: 'you', rest: 'the caller', end: 'reaching the end' }[entry.by]}`
    case 'error':
      return `error ${entry.code}: ${entry.message}`
  }
}

/** `3:07` for 187 seconds. */
export function clockTime(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function time(at: number): Html {
  const iso = new Date(at).toISOString()
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(11, 16)}</time>`
}
