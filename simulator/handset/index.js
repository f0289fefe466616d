/** The list of handsets, kept up to date. */
const overview = document.getElementById('overview')
let waiting = null

async function refresh() {
  waiting = null
  const response = await fetch('/overview')
  if (response.ok) overview.innerHTML = await response.text()
}

const events = new EventSource('/_sim/events')
for (const type of ['message', 'call', 'handset']) {
  events.addEventListener(type, () => (waiting ??= setTimeout(refresh, 200)))
}

document.getElementById('open').addEventListener('submit', (event) => {
  event.preventDefault()
  const number = new FormData(event.target).get('number').replace(/[\s().-]/g, '')
  location.assign(`/handset/${encodeURIComponent(number)}`)
})
