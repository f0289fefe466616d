import { wavTone } from './audio.ts'
import { putFile } from './uploads.ts'
import { ACME, type World } from './world.ts'

/** Files as a tenant has them after a while: short and long names and sounds, tags, one that is no audio. */
export async function seedFiles(world: World): Promise<void> {
  const put = (name: string, bytes: Uint8Array, fields: Record<string, string> = {}) =>
    putFile(world, ACME.key, name, bytes, fields)
  await put('greeting office hours.wav', wavTone({ silentMs: 1500, toneMs: 4200, hertz: 330 }), {
    description: 'Opening hours, spoken by Grace',
    tag_list: 'greeting, office, english, 2026',
    caller_number: '+12025550100',
  })
  await put('hold music.wav', wavTone({ silentMs: 300, toneMs: 62_000, hertz: 220 }), { tag_list: 'hold' })
  await put('Weihnachtsgruß – „Frohe Feiertage“ mit einem sehr langen Namen, den niemand kürzen wollte (final 3).wav', wavTone({ toneMs: 900, silentMs: 800 }), { tag_list: 'season' }) // prettier-ignore
  await put('evil \u202egnp.wav', wavTone({ toneMs: 700, hertz: 520 }))
  await put('menu.xml', Buffer.from('<?xml version="1.0"?><Response><Say>Hello</Say></Response>'))
}
