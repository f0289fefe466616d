import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRequestClient } from '#server/providers/twilio/request-client'
import { withSecondToken } from '#server/providers/twilio/second-token'
import { answer, hangUp, startScriptedServer, type ScriptedServer } from '../../../../support/scripted-server.ts'

let server: ScriptedServer
let worked = 0
beforeEach(async () => {
  worked = 0
  server = await startScriptedServer()
})
afterEach(() => server.close())

const post = async () => {
  const client = withSecondToken(createRequestClient(server.url), 'second', async () => void worked++)
  const uri = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json'
  return client.request({ method: 'post', uri, username: 'AC1', password: 'first' })
}

describe('a second token', () => {
  it('is_not_asked_while_the_first_one_is_taken', async () => {
    server.play(answer(201))
    expect((await post()).statusCode).toBe(201)
    expect([server.seen.length, worked]).toEqual([1, 0])
  })

  it('is_asked_once_where_the_first_one_is_refused_and_said_to_work', async () => {
    server.play(answer(401), answer(201))
    expect((await post()).statusCode).toBe(201)
    expect([server.seen.length, worked]).toEqual([2, 1])
  })

  it('counts_as_taken_where_the_request_itself_is_refused', async () => {
    server.play(answer(401), answer(400))
    expect((await post()).statusCode).toBe(400)
    expect(worked).toBe(1)
  })

  it('that_is_refused_too_leaves_the_first_answer', async () => {
    server.play(answer(401, {}, { code: 20003 }), answer(401, {}, { code: 20003 }))
    expect((await post()).statusCode).toBe(401)
    expect([server.seen.length, worked]).toEqual([2, 0])
  })

  it('is_never_asked_where_the_answer_was_lost_and_something_may_have_been_sent', async () => {
    server.play(hangUp)
    await expect(post()).rejects.toThrow()
    expect([server.seen.length, worked]).toEqual([1, 0])
  })
})
