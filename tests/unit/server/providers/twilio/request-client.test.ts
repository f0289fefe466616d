import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRequestClient, failedBeforeSending } from '#server/providers/twilio/request-client'
import { freePort } from '../../../../support/process.ts'
import { answer, hangUp, startScriptedServer, type ScriptedServer } from '../../../../support/scripted-server.ts'

vi.setConfig({ testTimeout: 20_000 })

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
})
afterEach(() => server.close())

const ask = (method: 'get' | 'post', baseUrl = server.url) =>
  createRequestClient(baseUrl).request({
    method,
    uri: 'https://api.twilio.com/2010-04-01/Accounts.json?Page=1',
    username: 'u',
    password: 'p',
  })
const statusOf = async (method: 'get' | 'post') => (await ask(method)).statusCode

describe('retries', () => {
  it('host_is_replaced_and_path_and_query_stay', async () => {
    server.play(answer(200))
    await ask('get')
    expect(server.seen.map(({ line }) => line)).toEqual(['GET /2010-04-01/Accounts.json?Page=1'])
  })

  it.each(['get', 'post'] as const)('429_of_a_%s_is_repeated_after_what_it_asks', async (method) => {
    server.play(answer(429, { 'retry-after': '1' }), answer(201))
    expect(await statusOf(method)).toBe(201)
    expect(server.seen[1]!.at - server.seen[0]!.at).toBeGreaterThanOrEqual(990)
  })

  it('429_that_goes_on_is_a_refusal_after_the_last_try', async () => {
    server.play(answer(429), answer(429), answer(429), answer(429))
    await expect(ask('post')).rejects.toMatchObject({ name: 'ThrottledError', retryAfterSeconds: 30 })
  })

  it('429_that_asks_for_longer_than_anybody_waits_is_believed_at_once', async () => {
    server.play(answer(429, { 'retry-after': '45' }))
    await expect(ask('get')).rejects.toMatchObject({ name: 'ThrottledError', retryAfterSeconds: 45 })
  })

  it.each([500, 502, 503])('%s_of_a_read_is_repeated', async (status) => {
    server.play(answer(status), answer(200))
    expect(await statusOf('get')).toBe(200)
  })

  it.each([500, 503])('%s_of_a_post_is_never_repeated', async (status) => {
    server.play(answer(status))
    expect(await statusOf('post')).toBe(status)
  })

  it.each([400, 401, 404])('%s_is_an_answer', async (status) => {
    server.play(answer(status), answer(status))
    expect(await statusOf('get')).toBe(status)
    expect(await statusOf('post')).toBe(status)
  })

  it('lost_answer_of_a_read_is_asked_for_again', async () => {
    server.play(hangUp, answer(200))
    expect(await statusOf('get')).toBe(200)
  })

  it('lost_answer_of_a_post_is_never_sent_again', async () => {
    server.play(hangUp)
    await expect(ask('post')).rejects.toThrow()
    expect(server.seen).toHaveLength(1)
  })

  it('connection_that_was_never_made_says_so', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`
    const error = await ask('post', nobody).catch((refusal: unknown) => refusal)
    expect(failedBeforeSending(error)).toBe(true)
  })
})
