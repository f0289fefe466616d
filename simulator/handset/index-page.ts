import { formatNumber } from '../network/phone-numbers.ts'
import type { World } from '../world.ts'
import { html, type Html } from './html.ts'
import { page } from './layout.ts'
import { clockTime } from './render-item.ts'
import { allTraffic, handsetsOf, type Item } from './traffic.ts'

const RECENT = 50

/** All handsets and the latest traffic. */
export function indexPage(world: World): string {
  const body = html`<header class="bar">
      <h1>Handsets</h1>
      <form class="open" id="open" autocomplete="off">
        <label class="visually-hidden" for="open-number">Number</label>
        <input id="open-number" name="number" inputmode="tel" placeholder="+1 212 555 0123" required />
        <button type="submit" class="primary">Open handset</button>
      </form>
    </header>
    <main class="index">
      <div id="overview">${overview(world)}</div>
    </main>`
  return page({ title: 'Handsets', styles: ['list'], script: 'index.js', body })
}

/** The part of the page that changes with the traffic. */
export function overview(world: World): Html {
  const handsets = handsetsOf(world)
  const recent = allTraffic(world).slice(-RECENT).reverse()
  return html`<section aria-labelledby="people">
      <h2 id="people">People</h2>
      ${handsets.length === 0 && html`<p class="empty">Nobody has been called or written to yet.</p>`}
      <ul class="people">
        ${handsets.map(
          ({ number }) =>
            html`<li>
              <a class="person" href="/handset/${encodeURIComponent(number)}">
                <span>${formatNumber(number)}</span>
                <span class="meta">${world.handsets.get(number) ? 'open' : 'closed'}</span>
              </a>
            </li>`,
        )}
      </ul>
    </section>
    <section aria-labelledby="recent">
      <h2 id="recent">Recent traffic</h2>
      ${
        recent.length === 0
          ? html`<p class="empty">No messages or calls yet.</p>`
          : html`<div class="scroll" role="region" aria-labelledby="recent" tabindex="0">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Time</th>
                    <th scope="col">From</th>
                    <th scope="col">To</th>
                    <th scope="col">What</th>
                    <th scope="col">Status</th>
                  </tr>
                </thead>
                <tbody>
                  ${recent.map(row)}
                </tbody>
              </table>
            </div>`
      }
    </section>`
}

function row({ at, message, call }: Item): Html {
  const { from, to, status } = (message ?? call)!
  const what = message
    ? message.body
    : `Call${call!.durationSeconds === null ? '' : `, ${clockTime(call!.durationSeconds)}`}`
  return html`<tr>
    <td><time datetime="${new Date(at).toISOString()}">${new Date(at).toISOString().slice(11, 19)}</time></td>
    <td>${formatNumber(from)}</td>
    <td>${formatNumber(to)}</td>
    <td class="what">${what}</td>
    <td><span class="status ${status}">${status}</span></td>
  </tr>`
}
