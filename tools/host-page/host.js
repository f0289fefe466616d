/**
 * What a desktop application does around the admin pages. Nothing is believed that does not come from the application's
 * origin and from one of the frames; nothing is posted to any other origin.
 */
const APPLICATION = document.documentElement.dataset.application
const ENVELOPE = { target: 'trunkline', version: 1 }
const ENVELOPE_FIELDS = ['source', 'version']
/** Lines of the log that are kept. */
const MAX_LINES = 200
/** A token for somebody else, or a key that counts no longer, is refused again and again: one try in this time, ms. */
const RENEW_EVERY_MS = 5_000

const byId = (id) => document.getElementById(id)
const panes = [makePane('Left', 'acme-corp'), makePane('Right', 'globex-inc')]

window.addEventListener('message', ({ origin, source, data }) => {
  const pane = panes.find(({ frame }) => frame.contentWindow === source)
  if (origin !== APPLICATION || !pane) return log('Ignored', 'in', { type: 'from elsewhere', origin })
  if (data?.source !== 'trunkline' || data.version !== 1) return
  const message = Object.fromEntries(Object.entries(data).filter(([name]) => !ENVELOPE_FIELDS.includes(name)))
  log(pane.name, 'in', message)
  hear(pane, message)
})
byId('second').addEventListener('change', ({ target }) => showSecond(target.checked))
byId('clear').addEventListener('click', () => byId('log').replaceChildren())
showSecond(false)
await open(panes[0])

function makePane(name, tenant) {
  const article = byId('pane').content.cloneNode(true).firstElementChild
  const pane = {
    name,
    article,
    frame: article.querySelector('iframe'),
    status: article.querySelector('.status'),
    field: (field) => article.querySelector(`[name=${field}]`),
    tenant,
    renewedAt: -Infinity,
  }
  article.setAttribute('aria-label', `${name} frame`)
  article.querySelector('h2').textContent = name
  pane.frame.title = `${name} frame: admin pages`
  pane.field('tenant').value = tenant
  const actions = {
    open: () => open(pane),
    theme: () => post(pane, { type: 'theme', mode: pane.field('mode').value }),
    navigate: () => post(pane, { type: 'navigate', path: `/admin/${pane.tenant}${pane.field('page').value}` }),
    renew: () => renew(pane),
  }
  for (const form of article.querySelectorAll('form')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      actions[form.dataset.action]()
    })
  }
  byId('panes').append(article)
  return pane
}

/** Frames the address that the host's server was given: it works once. */
async function open(pane) {
  pane.tenant = pane.field('tenant').value
  pane.person = pane.field('person').value
  pane.status.textContent = 'Opening…'
  const answer = await ask(pane)
  if (answer) pane.frame.src = answer.url
}

async function renew(pane) {
  if (!pane.person) return
  const answer = await ask(pane)
  if (answer) post(pane, { type: 'renew', embed: answer.token })
}

/** Asks this page's own server for an embed token. */
async function ask({ tenant, person, status }) {
  const response = await fetch('/open', { method: 'POST', body: JSON.stringify({ tenant, person }) })
  if (response.ok) return (await response.json()).data
  status.textContent = `No address: ${await response.text()}`
  return null
}

function post(pane, message) {
  pane.frame.contentWindow.postMessage({ ...ENVELOPE, ...message }, APPLICATION)
  log(pane.name, 'out', message.embed ? { ...message, embed: `${message.embed.slice(0, 6)}…` } : message)
}

function hear(pane, message) {
  if (message.type === 'ready') pane.status.textContent = `Ready: ${message.path}`
  if (message.type === 'navigate') pane.status.textContent = `${message.title} (${message.path})`
  if (message.type === 'session-expired') {
    pane.status.textContent = `Signed out: ${message.reason}`
    const now = performance.now()
    if (!byId('automatic').checked || now - pane.renewedAt < RENEW_EVERY_MS) return
    pane.renewedAt = now
    renew(pane)
  }
}

function showSecond(isShown) {
  panes[1].article.hidden = !isShown
  byId('panes').classList.toggle('two', isShown)
  if (isShown && !panes[1].person) open(panes[1])
}

/** @param direction `in` for what a frame posted, `out` for what it was sent */
function log(where, direction, { type, ...rest }) {
  const line = document.createElement('p')
  line.dataset.type = type
  line.dataset.direction = direction
  line.dataset.where = where
  const time = new Date().toLocaleTimeString([], { hour12: false })
  const parts = { time, where, arrow: direction === 'in' ? '←' : '→', type, data: JSON.stringify(rest) }
  for (const [name, text] of Object.entries(parts)) {
    const part = document.createElement('span')
    part.className = name
    part.textContent = text
    line.append(part)
  }
  byId('log').prepend(line)
  while (byId('log').children.length > MAX_LINES) byId('log').lastElementChild.remove()
}
