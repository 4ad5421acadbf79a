import { act, renderHook, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { client } from '@/api/generated/client.gen'
import { Declined, doubledIn, sayAskingTwice, useTwiceQuestion } from './twice'

/** As the server refuses it. */
function refusal(photo: string) {
  return { status: 409, code: 'twice_in_photo', detail: 'No.', values: { photo, name: 'Dora', face: 3, other_face: 5 } }
}

let asked: string[]
let question: ReturnType<typeof renderHook<ReturnType<typeof useTwiceQuestion>, undefined>>

beforeEach(() => {
  client.setConfig({ baseUrl: 'http://site' })
  asked = []
  let last = 100
  // The server: says yes to everything, and numbers what is said.
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`)
    return Promise.resolve(Response.json({ statement: { id: ++last }, person: null }))
  })
  question = renderHook(() => useTwiceQuestion())
})
afterEach(() => {
  client.setConfig({ baseUrl: '' })
  question.unmount()
})

/** Answers the question about a photo, once it is asked. */
async function answer(photo: string, yes: boolean) {
  await waitFor(() => expect(question.result.current?.photo).toBe(photo))
  await act(async () => {
    question.result.current?.answer(yes)
    await Promise.resolve()
  })
}

it('says it again after each photo in which it may be', async () => {
  const refused = [refusal('one'), refusal('two')]
  const saying = sayAskingTwice(() => (refused.length ? Promise.reject(refused.shift() as unknown as Error) : Promise.resolve('done')))
  await answer('one', true)
  await answer('two', true)
  expect(await saying).toEqual({ answer: 'done', allowed: [101, 102] })
  expect(asked).toEqual(['POST /api/v1/photos/one/twice', 'POST /api/v1/photos/two/twice'])
  await waitFor(() => expect(question.result.current).toBeUndefined())
})

it('leaves nothing behind when one is declined', async () => {
  const refused = [refusal('one'), refusal('two')]
  const saying = sayAskingTwice(() => Promise.reject(refused.shift() as unknown as Error))
  const declined = expect(saying).rejects.toBeInstanceOf(Declined)
  await answer('one', true)
  await answer('two', false)
  await declined
  expect(asked).toEqual(['POST /api/v1/photos/one/twice', 'POST /api/v1/statements/101/undo'])
})

it('asks about nothing else', async () => {
  const other = { status: 409, code: 'built_upon', detail: 'No.' }
  await expect(sayAskingTwice(() => Promise.reject(other as unknown as Error))).rejects.toBe(other)
  expect([asked, question.result.current]).toEqual([[], undefined])
  expect(doubledIn({ ...refusal('one'), values: {} })).toBeUndefined()
  expect(doubledIn(new TypeError('offline'))).toBeUndefined()
  expect(doubledIn(refusal('one'))).toEqual({ photo: 'one', faces: [3, 5], name: 'Dora' })
})
