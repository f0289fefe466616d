import { beep, playFile, setRinging, speak, wait } from './sound.js'

/** One handset: the thread of messages and calls, and the call that is on the line. */
const byId = (id) => document.getElementById(id)
const number = document.querySelector('main').dataset.number
const phone = byId('phone')
const items = byId('items')
const scroller = byId('scroller')
const live = byId('live')

/** The call on the line: `{ sid, state, startedAt }`, state as in `data-state`. */
let line = null
let playing = null
let timer = null

/* What is asked of the simulator. */

async function ask(path, body = {}) {
  const response = await fetch(`/_sim${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const answer = await response.json()
  byId('alert').textContent = response.ok ? '' : answer.error
  return response.ok ? answer : null
}

/* The thread. */

async function refreshItem(sid) {
  const response = await fetch(`/handset/${encodeURIComponent(number)}/items/${sid}`)
  if (!response.ok) return
  const template = document.createElement('template')
  template.innerHTML = await response.text()
  const item = template.content.firstElementChild
  showLocalTimes(item)
  const present = byId(sid)
  if (present) {
    if (present.querySelector('details')?.open) item.querySelector('details').open = true
    present.replaceWith(item)
  } else {
    items.append(item)
    scroller.scrollTop = scroller.scrollHeight
  }
  byId('empty').hidden = true
}

/** Times are served in UTC; a reader wants their own. */
function showLocalTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  }
}

function formatNumber(text) {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(text)
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : text
}

/* The line. */

const sentences = {
  idle: 'On the hook. Calls to this number ring here.',
  calling: 'Calling …',
  ringing: 'Incoming call',
  talking: 'Connected',
}

function show(state, text = sentences[state]) {
  phone.dataset.state = state
  byId('phone-state').textContent = text
  const isRinging = state === 'ringing'
  setRinging(isRinging && byId('ringtone').getAttribute('aria-pressed') === 'true')
  document.title = `${isRinging ? '☎ Incoming call – ' : ''}Handset ${number}`
  if (isRinging) byId('answer').focus()
}

function take(call, state) {
  if (line?.sid !== call.sid) {
    live.replaceChildren()
    byId('timer').textContent = '0:00'
  }
  line = { sid: call.sid, state, startedAt: line?.sid === call.sid ? line.startedAt : null }
  byId('phone-peer').textContent = formatNumber(call.from === number ? call.to : call.from)
  show(state)
}

function startTimer() {
  line.startedAt ??= Date.now()
  clearInterval(timer)
  timer = setInterval(() => {
    const seconds = Math.floor((Date.now() - line.startedAt) / 1000)
    byId('timer').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
  }, 250)
}

function release(status) {
  clearInterval(timer)
  playing?.abort()
  const length = line.startedAt ? `, ${byId('timer').textContent}` : ''
  line = null
  show('ended', `Call ${status}${length}`)
}

function onCall(call) {
  const placedHere = call.from === number
  if (call.event !== 'created') refreshItem(call.sid)
  const over = call.event === 'completed'
  if (over) {
    if (line?.sid === call.sid) release(call.status)
  } else if (line && line.sid !== call.sid) return
  else if (call.event === 'answered' || call.answeredAt) {
    take(call, 'talking')
    startTimer()
  } else if (call.status === 'ringing') take(call, placedHere ? 'calling' : 'ringing')
}

/* What is heard. */

async function onHeard({ sid, index, entry, durationMs }) {
  if (line?.sid !== sid) return
  // Something new while the last is still playing: the call has moved on, for example because a key was pressed.
  playing?.abort()
  addLine(entry)
  if (entry.kind !== 'say' && entry.kind !== 'play' && entry.kind !== 'digits') return
  playing = new AbortController()
  const { signal } = playing
  await perform(entry, durationMs, signal)
  if (!signal.aborted) await fetch(`/_sim/calls/${sid}/heard`, { method: 'POST', body: JSON.stringify({ index }) })
}

function perform(entry, durationMs, signal) {
  const aloud = byId('voice').getAttribute('aria-pressed') === 'true'
  if (entry.kind === 'say' && aloud) return speak(entry.text, entry.language, durationMs, signal)
  if (entry.kind === 'play' && entry.bytes > 0) return playFile(`/audio/${entry.sha256}`, durationMs, signal)
  return wait(durationMs, signal)
}

const words = {
  say: (entry) => entry.text,
  play: (entry) => `♪ ${entry.url.split('/').pop().split('?')[0]}`,
  hold: () => '♪ hold music',
  digits: (entry) => `keys ${entry.digits}`,
  gather: (entry) =>
    entry.speech ? `You said “${entry.speech}”` : entry.digits ? `You pressed ${entry.digits}` : 'No answer given',
  record: (entry) => `Recorded ${entry.seconds} s`,
  error: (entry) => `Error ${entry.code}: ${entry.message}`,
  dial: (entry) => `${entry.target}: ${entry.status}`,
}

function addLine(entry) {
  const text = words[entry.kind]?.(entry)
  if (!text) return
  const item = document.createElement('li')
  item.className = `heard ${entry.kind}`
  item.textContent = text
  live.append(item)
  live.scrollTop = live.scrollHeight
}

/* Events. */

const events = new EventSource(`/handset/${encodeURIComponent(number)}/events`)
const on = (type, listener) => events.addEventListener(type, (event) => listener(JSON.parse(event.data)))
on('message', ({ sid }) => refreshItem(sid))
on('call', onCall)
on('call.heard', onHeard)
on('call.gather', ({ sid }) => line?.sid === sid && show('talking', 'Waiting for keys or words'))
on('call.record', ({ sid }) => line?.sid === sid && show('talking', 'Recording; any key ends it'))
events.onopen = () => (byId('connection').textContent = '')
events.onerror = () => (byId('connection').textContent = 'The simulator is not reachable. Trying again …')

/* What the person does. */

const onClick = (id, act) => byId(id).addEventListener('click', act)
onClick('answer', () => ask(`/calls/${line.sid}/answer`, { attended: true }))
onClick('decline', () => ask(`/calls/${line.sid}/hangup`))
onClick('hangup', () => ask(`/calls/${line.sid}/hangup`))
for (const id of ['ringtone', 'voice']) {
  onClick(id, ({ currentTarget: button }) => {
    button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'))
    if (id === 'ringtone') show(phone.dataset.state, byId('phone-state').textContent)
  })
}

function press(key) {
  if (phone.dataset.state !== 'talking') return
  beep()
  phone.querySelector(`[data-key="${key}"]`).animate([{ scale: 0.92 }, { scale: 1 }], 150)
  ask(`/calls/${line.sid}/press`, { digits: key })
}
for (const key of phone.querySelectorAll('.key')) key.addEventListener('click', () => press(key.dataset.key))
document.addEventListener('keydown', (event) => {
  if (event.target.matches('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey) return
  if (/^[0-9*#]$/.test(event.key)) press(event.key)
})

const onSubmit = (id, act) =>
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault()
    act(Object.fromEntries(new FormData(event.target)), event.target)
  })
onSubmit('speak', async ({ text }, form) => (await ask(`/calls/${line.sid}/speak`, { text })) && form.reset())
onSubmit('dial', ({ to }) => ask('/calls', { from: number, to, attended: true }))
onSubmit('reply', async ({ to, body }, form) => {
  const sent = await ask('/sms', { from: number, to, body })
  if (sent) form.querySelector('textarea').value = ''
})
byId('reply-body').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  event.target.form.requestSubmit()
})

byId('empty').hidden = items.children.length > 0
scroller.scrollTop = scroller.scrollHeight
showLocalTimes(document)
