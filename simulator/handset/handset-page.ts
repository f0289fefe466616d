import { formatNumber } from '../network/phone-numbers.ts'
import type { World } from '../world.ts'
import { html, type Html } from './html.ts'
import { page } from './layout.ts'
import { renderItem } from './render-item.ts'
import { ownNumbers, trafficOf } from './traffic.ts'

const keys: [string, string][] = [
  ...([
    ['1', ''],
    ['2', 'ABC'],
    ['3', 'DEF'],
    ['4', 'GHI'],
    ['5', 'JKL'],
    ['6', 'MNO'],
  ] as [string, string][]),
  ...([
    ['7', 'PQRS'],
    ['8', 'TUV'],
    ['9', 'WXYZ'],
    ['*', ''],
    ['0', '+'],
    ['#', ''],
  ] as [string, string][]),
]

/** One person's telephone: their messages and calls, live. */
export function handsetPage(world: World, number: string): string {
  const body = html`<header class="bar">
      <a class="back" href="/">All handsets</a>
      <h1>${formatNumber(number)}</h1>
      <div class="switches">
        <button type="button" class="quiet" id="ringtone" aria-pressed="false">Ring tone</button>
        <button type="button" class="quiet" id="voice" aria-pressed="true">Voice</button>
      </div>
    </header>
    <main class="handset" data-number="${number}">
      ${callPanel(world, number)}
      <section class="thread" aria-labelledby="thread-title">
        <h2 id="thread-title">Messages and calls</h2>
        <div class="scroller" id="scroller" role="log" aria-labelledby="thread-title" tabindex="0">
          <ol class="items" id="items">
            ${trafficOf(world, number).map((item) => renderItem(item, number))}
          </ol>
        </div>
        <p class="empty" id="empty">Nothing yet. What is sent to this number appears here at once.</p>
        <form class="reply" id="reply" autocomplete="off">
          ${picker(world, number, 'reply-to', 'To')}
          <label class="visually-hidden" for="reply-body">Text message</label>
          <textarea
            id="reply-body"
            name="body"
            rows="1"
            maxlength="1600"
            placeholder="Text message"
            required
          ></textarea>
          <button type="submit" class="primary">Send</button>
        </form>
      </section>
    </main>
    <p id="alert" class="alert" role="alert"></p>
    <p id="connection" class="connection" role="status"></p>`
  return page({ title: `Handset ${formatNumber(number)}`, styles: ['telephone', 'thread'], script: 'handset.js', body })
}

function callPanel(world: World, number: string): Html {
  return html`<section class="phone" data-state="idle" id="phone" aria-labelledby="phone-title">
    <h2 id="phone-title" class="phone-title">Telephone</h2>
    <p class="phone-state" id="phone-state" role="status">On the hook. Calls to this number ring here.</p>
    <p class="peer-number" id="phone-peer"></p>
    <p class="timer" id="timer" aria-hidden="true">0:00</p>
    <ol class="transcript live" id="live" aria-live="polite" aria-label="What is heard" tabindex="0"></ol>
    <div class="ringing-buttons">
      <button type="button" class="answer" id="answer">Answer</button>
      <button type="button" class="decline" id="decline">Decline</button>
    </div>
    <div class="keypad" role="group" aria-label="Keypad">
      ${keys.map(
        ([key, letters]) =>
          html`<button type="button" class="key" data-key="${key}">
            ${key}<span aria-hidden="true">${letters}</span>
          </button>`,
      )}
    </div>
    <form class="speak" id="speak" autocomplete="off">
      <label class="visually-hidden" for="speak-text">Say something</label>
      <input id="speak-text" name="text" placeholder="Say something" required />
      <button type="submit">Say</button>
    </form>
    <button type="button" class="decline hangup" id="hangup">Hang up</button>
    <form class="dial" id="dial">
      ${picker(world, number, 'dial-to', 'Call')}
      <button type="submit" class="answer">Call</button>
    </form>
  </section>`
}

/** The accounts' numbers to write to or call; the one that this handset last heard from is chosen. */
function picker(world: World, number: string, id: string, label: string): Html {
  const latest = trafficOf(world, number).at(-1)
  const last = latest && [(latest.message ?? latest.call)!.from, (latest.message ?? latest.call)!.to]
  return html`<label class="visually-hidden" for="${id}">${label}</label>
    <select id="${id}" name="to">
      ${ownNumbers(world).map((own) => option(own, last?.includes(own) ?? false))}
    </select>`
}

function option(number: string, selected: boolean): Html {
  const mark = selected ? html` selected` : null
  return html`<option value="${number}" ${mark}>${formatNumber(number)}</option>`
}
