import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { setResponseStatus } from 'h3'
import { expect, it } from 'vitest'
import SettingsHoldMusic from '~/components/settings/SettingsHoldMusic.vue'
import { useSessionStore } from '~/stores/session'

registerEndpoint('/api/files', () => ({ success: true, data: [], pagination: { per_page: 100, has_next: false } }))
for (const status of [404, 503]) {
  registerEndpoint(`/api/files/${status}`, (event) => {
    setResponseStatus(event, status)
    return {
      success: false,
      error: { code: status === 404 ? 'NOT_FOUND' : 'SERVER_ERROR', message: 'No', details: null },
    }
  })
}

it('music_is_gone_when_the_server_says_so_and_not_when_it_fails', async () => {
  const session = useSessionStore()
  session.tenantId = 'acme-corp'
  session.current = { user: { id: 7 }, tenant: { id: 'acme-corp' }, permissions: ['files:read'] } as never
  const shownFor = async (modelValue: number) => {
    const music = await mountSuspended(SettingsHoldMusic, { props: { modelValue } })
    await expect.poll(() => useNuxtData(`acme-corp files.get ${JSON.stringify({ params: { id: modelValue } })} `).data.value).toMatchObject({ failure: { status: modelValue } }) // prettier-ignore
    await nextTick()
    const words = music.text()
    music.unmount()
    return words
  }
  expect(await shownFor(404)).toContain('cannot be played now')
  expect(await shownFor(503)).not.toContain('cannot be played now')
  session.current = null
})
