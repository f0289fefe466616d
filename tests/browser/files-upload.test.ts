import type { Browser, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { wavTone } from '../support/audio.ts'
import { putFile } from '../support/uploads.ts'
import { launchBrowser, noBrowser } from '../support/browser.ts'
import { choose, fileNamed, sha256, uploadOf, wav } from '../support/files-page.ts'
import { openOperator, tabTo, type Operator } from '../support/operator.ts'
import { expectAccessible, expectFits } from '../support/pages.ts'
import { ACME, startWorld, type World } from '../support/world.ts'

/** What a test leaves in its page between two steps of a drag. */
type Dropping = Window & { sound?: string; drop?: () => void }

/** Three pieces. */
const LONG = wavTone({ toneMs: 150_000 })
const SECOND_PIECE = /\/api\/files\/uploads\/[\w-]+\?offset=1048576$/
const ANY_PIECE = /\/api\/files\/uploads\/[\w-]+\?offset=/

describe.skipIf(noBrowser && !process.env.CI)('uploading files', () => {
  let world: World
  let browser: Browser
  let operator: Operator
  const page = () => operator.page
  const status = (text: string | RegExp) => page().getByRole('status').filter({ hasText: text }).waitFor()
  const button = (name: string | RegExp) => page().getByRole('button', { name })
  /** Keeps the pieces that match on their way; gives what lets them go on. */
  const hold = async (pieces: RegExp) => {
    const held: Route[] = []
    const arrived = page().waitForRequest(pieces)
    await page().route(pieces, (route) => void held.push(route))
    return {
      arrived,
      release: async () => {
        await page().unroute(pieces)
        for (const route of held) await route.continue().catch(() => undefined)
      },
    }
  }

  beforeAll(async () => {
    world = await startWorld()
    browser = await launchBrowser()
    operator = await openOperator(world, browser)
  })
  afterEach(() => expect(operator.complaints.splice(0)).toEqual([]))
  afterAll(async () => {
    await browser?.close()
    await world?.stop()
  })

  it('one_that_is_picked_shows_its_progress_and_appears_in_the_list', async () => {
    await operator.open('/files')
    const held = await hold(SECOND_PIECE)
    await choose(page(), wav('long.wav', LONG))
    await held.arrived
    const upload = uploadOf(page(), 'long.wav')
    await upload.getByText('1.0 of 2.3 MB').waitFor()
    const progress = await upload.getByRole('progressbar').evaluate((bar: HTMLProgressElement) => [bar.value, bar.max])
    expect(progress).toEqual([1_048_576, LONG.length])
    await expectAccessible(page())
    await held.release()
    await status('long.wav was uploaded')
    await page().getByRole('table').getByRole('button', { name: 'long.wav', exact: true }).waitFor()
    expect(await fileNamed(world, 'long.wav')).toMatchObject({ file_size: LONG.length, sha256: sha256(LONG) })
    await upload.getByRole('button', { name: 'Details' }).click()
    await page().getByRole('dialog', { name: 'long.wav' }).getByText(sha256(LONG)).waitFor()
    await page().keyboard.press('Escape')
  })

  it('one_that_is_paused_goes_on_from_what_arrived', async () => {
    const bytes = wavTone({ toneMs: 150_000, hertz: 330 })
    const offsets: string[] = []
    page().on('request', (request) => ANY_PIECE.test(request.url()) && offsets.push(request.url().split('=')[1]!))
    await operator.open('/files')
    const held = await hold(SECOND_PIECE)
    await choose(page(), wav('paused.wav', bytes))
    await held.arrived
    await button('Pause paused.wav').focus()
    await page().keyboard.press('Enter')
    await uploadOf(page(), 'paused.wav').getByText('Paused', { exact: true }).waitFor()
    await held.release()
    expect(await button('Go on with paused.wav').evaluate((one) => one === document.activeElement)).toBe(true)
    await page().keyboard.press('Enter')
    await status('paused.wav was uploaded')
    expect(offsets).toEqual(['0', '1048576', '1048576', '2097152'])
    expect(await fileNamed(world, 'paused.wav')).toMatchObject({ sha256: sha256(bytes) })
  })

  it('one_that_is_cancelled_leaves_nothing', async () => {
    const before = (await world.api('/api/files/usage')).body.data.used_bytes
    await operator.open('/files')
    const held = await hold(SECOND_PIECE)
    await choose(page(), wav('cancelled.wav', wavTone({ toneMs: 150_000, hertz: 220 })))
    await held.arrived
    const cancelled = page().waitForResponse((response) => response.request().method() === 'DELETE')
    await button('Cancel cancelled.wav').click()
    const answer = await cancelled
    expect(answer.status()).toBe(200)
    await held.release()
    expect(await page().getByRole('region', { name: 'Uploads' }).count()).toBe(0)
    expect(await fileNamed(world, 'cancelled.wav')).toBeUndefined()
    expect((await world.api('/api/files/usage')).body.data.used_bytes).toBe(before)
  })

  it('one_that_the_network_fails_is_tried_again', async () => {
    const bytes = wavTone({ hertz: 880 })
    await operator.open('/files')
    await page().route(ANY_PIECE, (route) => route.abort())
    await choose(page(), wav('retried.wav', bytes))
    await uploadOf(page(), 'retried.wav')
      .getByText(/Trying again by itself/)
      .waitFor()
    const again = uploadOf(page(), 'retried.wav').getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await expectAccessible(page())
    await page().unroute(ANY_PIECE)
    await again.press('Enter')
    await status('retried.wav was uploaded')
    expect(await fileNamed(world, 'retried.wav')).toMatchObject({ sha256: sha256(bytes) })
    operator.complaints.splice(0) // the browser's own words about the network
  })

  it('several_are_dropped_at_once_and_dragged_text_is_none_of_them', async () => {
    await operator.open('/files')
    const drag = (types: string[], data: string | null) =>
      page().evaluate(
        ([names, text]) => {
          const transfer = new DataTransfer()
          if (text !== null) transfer.setData('text/plain', text)
          for (const name of names) {
            const bytes = Uint8Array.from(atob((window as Dropping).sound!), (one) => one.charCodeAt(0))
            transfer.items.add(new File([bytes], name))
          }
          const fire = (type: string) =>
            document.querySelector('#content')!.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true })) // prettier-ignore
          fire('dragenter')
          fire('dragover')
          ;(window as Dropping).drop = () => fire('drop')
        },
        [types, data] as const,
      )
    await page().evaluate((sound) => ((window as Dropping).sound = sound), wavTone({ hertz: 700 }).toString('base64'))
    await drag([], 'some words')
    expect(await page().getByText('Drop files to upload them').count()).toBe(0)
    await drag(['one.wav', 'two.wav', 'three.wav'], null)
    await page().getByText('Drop files to upload them').waitFor()
    await page().evaluate(() => (window as Dropping).drop!())
    await page().getByRole('heading', { name: '3 of 3 uploaded' }).waitFor()
    expect(await page().getByText('Drop files to upload them').count()).toBe(0)
    const files = await Promise.all(['one.wav', 'two.wav', 'three.wav'].map((name) => fileNamed(world, name)))
    expect(new Set(files.map((file) => file.sha256)).size).toBe(1)
    await button('Clear list').click()
    expect(await page().getByRole('region', { name: 'Uploads' }).count()).toBe(0)
  })

  it('no_more_than_two_are_on_their_way', async () => {
    await operator.open('/files')
    const held = await hold(ANY_PIECE)
    const names = ['a.wav', 'b.wav', 'c.wav']
    await choose(page(), ...names.map((name, index) => wav(name, wavTone({ hertz: 300 + index }))))
    await held.arrived
    await uploadOf(page(), 'b.wav').getByText('Uploading').waitFor()
    expect(await uploadOf(page(), 'c.wav').innerText()).toContain('Waiting')
    await held.release()
    await page().getByRole('heading', { name: '3 of 3 uploaded' }).waitFor()
  })

  it('one_whose_name_is_taken_is_kept_beside_the_other', async () => {
    await putFile(world, ACME.key, 'taken.wav', wavTone({ hertz: 500 }))
    await operator.open('/files')
    await choose(page(), wav('taken.wav', wavTone({ hertz: 501 })))
    await uploadOf(page(), 'taken.wav').getByRole('button', { name: 'Keep both' }).click()
    await status(/^taken.*was uploaded/)
    const { body } = await world.api('/api/files?search=taken')
    expect(new Set(body.data.map((file: any) => file.sha256)).size).toBe(2)
    expect(new Set(body.data.map((file: any) => file.name)).size).toBe(2)
    operator.complaints.splice(0) // the browser notes the 409
  })

  it('what_cannot_be_taken_is_refused_in_words_and_what_surely_fails_is_never_sent', async () => {
    await operator.open('/files')
    const begun: string[] = []
    page().on('request', (request) => request.url().endsWith('/api/files/uploads') && begun.push(request.url()))
    await choose(page(), wav('empty.wav', Buffer.alloc(0)), wav('huge.wav', Buffer.alloc(10 * 1024 * 1024 + 1)))
    await uploadOf(page(), 'empty.wav').getByText('The file is empty').waitFor()
    await uploadOf(page(), 'huge.wav')
      .getByText(/a file may have 10 MB/)
      .waitFor()
    expect(begun).toEqual([])
    await choose(page(), wav('really.wav', Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n')))
    const refused = uploadOf(page(), 'really.wav')
    await refused.getByText(/PDF|pdf/).waitFor()
    await refused.getByText('The content decides, not the name.').waitFor()
    expect(await refused.getByRole('button', { name: 'Try again' }).count()).toBe(0)
    await status(/really\.wav was not uploaded/)
    await expectFits(page())
    await button('Take really.wav off the list').click()
    expect(await refused.count()).toBe(0)
    expect(await fileNamed(world, 'really.wav')).toBeUndefined()
    operator.complaints.splice(0) // the browser notes the 415
  })

  it('leaving_while_one_is_on_its_way_asks_first', async () => {
    await operator.open('/files')
    const held = await hold(SECOND_PIECE)
    await choose(page(), wav('left.wav', wavTone({ toneMs: 150_000, hertz: 240 })))
    await held.arrived
    await page().getByRole('link', { name: 'SMS' }).click()
    const question = page().getByRole('dialog', { name: 'Leave while files are uploading?' })
    await expectAccessible(page())
    await question.getByRole('button', { name: 'Stay here' }).click()
    await uploadOf(page(), 'left.wav').waitFor()
    await page().getByRole('link', { name: 'SMS' }).click()
    const cancelled = page().waitForResponse((response) => response.request().method() === 'DELETE')
    await question.getByRole('button', { name: 'Leave' }).click()
    await cancelled
    await held.release()
    expect(await fileNamed(world, 'left.wav')).toBeUndefined()
  })

  it('the_button_opens_the_dialog_of_files_by_keyboard', async () => {
    await operator.open('/files')
    const chooser = page().waitForEvent('filechooser')
    await tabTo(page(), 'Upload', 'button')
    await page().keyboard.press('Enter')
    expect((await chooser).isMultiple()).toBe(true)
  })
})
