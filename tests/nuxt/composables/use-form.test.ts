import { mountSuspended, registerEndpoint } from '@nuxt/test-utils/runtime'
import { getHeader, readBody, setResponseStatus } from 'h3'
import { beforeEach, describe, expect, it } from 'vitest'
import { defineComponent, h, nextTick } from 'vue'
import { login } from '#shared/contracts/auth'
import { createApiKey } from '#shared/contracts/api-keys'
import { useForm } from '~/composables/use-form'

/** A composable needs a component around it; this one draws nothing. */
async function withForm<Form>(make: () => Form): Promise<Form> {
  let form!: Form
  await mountSuspended(
    defineComponent(() => {
      form = make()
      return () => h('div')
    }),
  )
  return form
}

interface Seen {
  key: string | undefined
  body: Record<string, unknown>
}
const seen: Seen[] = []
let answers: { status: number; body: unknown }[] = []
for (const url of ['/api/tenant/api-keys', '/api/auth/login']) {
  registerEndpoint(url, {
    method: 'POST',
    handler: async (event) => {
      seen.push({ key: getHeader(event, 'idempotency-key'), body: await readBody(event) })
      const { status, body } = answers.shift()!
      setResponseStatus(event, status)
      return body
    },
  })
}
beforeEach(() => {
  seen.length = 0
  answers = []
})

const refused = (code: string, message: string, details: unknown = null) => ({ success: false, error: { code, message, details } }) // prettier-ignore

describe('useForm', () => {
  it('what_the_contract_refuses_is_said_at_its_field_and_not_sent', async () => {
    const form = await withForm(() => useForm(login, { tenant_id: 'Not a slug', username: '', password: 'x' }))
    expect(await form.submit()).toBeNull()
    expect(form.errors.tenant_id).toContain('Must be 1 to 50')
    expect(form.errors.username).toBeTruthy()
    expect(seen).toEqual([])
  })

  it('a_remark_goes_as_soon_as_its_field_is_mended_and_the_others_stay', async () => {
    const form = await withForm(() => useForm(login, { tenant_id: '!', username: '', password: 'x' }))
    await form.submit()
    form.values.username = 'admin'
    await nextTick()
    expect(form.errors.username).toBeUndefined()
    expect(form.errors.tenant_id).toBeTruthy()
  })

  it('what_the_server_refuses_is_said_at_its_field_and_keeps_the_values', async () => {
    const form = await withForm(() => useForm(createApiKey, { name: 'Desktop' }))
    answers = [{ status: 422, body: refused('VALIDATION_ERROR', 'name: is taken', { field: 'name', issue: 'is taken' }) }] // prettier-ignore
    expect(await form.submit()).toBeNull()
    expect(form.errors).toEqual({ name: 'Is taken' })
    expect(form.problem.value).toBe('')
    expect(form.values.name).toBe('Desktop')
  })

  it('a_refusal_that_belongs_to_no_field_is_the_forms', async () => {
    const form = await withForm(() => useForm(createApiKey, { name: 'Desktop' }))
    answers = [{ status: 403, body: refused('PERMISSION_DENIED', 'A key cannot give more than it has') }]
    await form.submit()
    expect(form.problem.value).toBe('A key cannot give more than it has')
    expect(form.failure.value?.code).toBe('PERMISSION_DENIED')
  })

  it('a_second_try_of_the_same_values_bears_the_same_key_and_changed_values_another', async () => {
    const form = await withForm(() => useForm(createApiKey, { name: 'Desktop' }))
    const broken = { status: 500, body: refused('SERVER_ERROR', 'Something failed on our side') }
    answers = [broken, broken, { status: 200, body: { success: true, data: { id: 'k1' } } }, broken]
    await form.submit()
    await form.submit()
    form.values.name = 'Laptop'
    expect(await form.submit()).toEqual({ id: 'k1' })
    await form.submit()
    const [first, second, third, fourth] = seen.map(({ key }) => key)
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    expect(second).toBe(first)
    expect(third).not.toBe(first)
    expect(fourth, 'what succeeded is over: the same again is meant').not.toBe(third)
  })

  it('what_a_provider_refused_is_tried_anew_under_another_key', async () => {
    const form = await withForm(() => useForm(createApiKey, { name: 'Desktop' }))
    const refusal = { status: 502, body: refused('EXTERNAL_API_ERROR', 'Twilio refused') }
    answers = [refusal, { status: 200, body: { success: true, data: { id: 'k1' } } }]
    await form.submit()
    expect(form.problem.value).toBe('Twilio refused')
    expect(await form.submit()).toEqual({ id: 'k1' })
    expect(seen[1]!.key).not.toBe(seen[0]!.key)
  })

  it('two_clicks_send_once', async () => {
    const form = await withForm(() => useForm(createApiKey, { name: 'Desktop' }))
    answers = [{ status: 200, body: { success: true, data: { id: 'k1' } } }]
    const results = await Promise.all([form.submit(), form.submit()])
    expect(results).toEqual([{ id: 'k1' }, null])
    expect(seen).toHaveLength(1)
  })
})
