import { standardDefaults } from '../defaults.ts'
import type { World } from '../world.ts'
import { registerAccount } from './register-account.ts'

/** The accounts that every simulator knows: those of the demonstration. */
const builtIn = [
  { letter: 'a', friendlyName: 'Acme Corporation', phoneNumber: '+12345678900' },
  { letter: 'b', friendlyName: 'Globex Inc', phoneNumber: '+12135550199' },
]

/** Ends everything under way and forgets everything but the built-in accounts. The clock runs on in real mode. */
export function resetWorld(world: World): void {
  for (const session of world.sessions.values()) {
    session.abandoned = true
    session.ended.abort()
  }
  world.clock.clear()
  world.clock.configure({ mode: 'real', speed: 1, now: Date.now() })
  for (const forgettable of [
    ...[world.accounts, world.numbers, world.applications, world.messages, world.calls, world.recordings],
    ...[world.conferences, world.rooms, world.sessions, world.scripts, world.optOuts, world.faults, world.requests],
    ...[world.callbacks, world.callbackTails, world.heldCallbacks, world.events, world.audio],
  ]) {
    forgettable.clear()
  }
  Object.assign(world.defaults, standardDefaults)
  for (const { letter, friendlyName, phoneNumber } of builtIn) {
    const suffix = `${letter.repeat(30)}01`
    registerAccount(world, {
      ...{ accountSid: `AC${suffix}`, authToken: suffix, friendlyName },
      numbers: [{ phoneNumber }],
    })
  }
}
