import { beforeAll, expect, test } from 'vitest'
import { type Answer, ask, mailTo, settle, tokenFor } from '../support/api.ts'
import { createOrg, freshEmail, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

const call = (method: string, path: string, asked: { body?: object; headers?: Record<string, string> } = {}): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}/invitations${path}`, { token: org.owner.token, ...asked })
const post = (email: string, more: object = {}, headers = {}) =>
  call('POST', '', { body: { invitations: [{ email }], ...more }, headers })

/** The end as the newest mail tells it: the moment, and how its zone is called. */
async function toldTo(email: string) {
  const [mail] = await mailTo(stack(), email)
  const [, day, clock, offset, name] = /^Valid until: \w+, (.+) at (\d\d:\d\d) (\S+)(?: \((.+)\))?$/m.exec(mail?.text ?? '') ?? []
  return { at: Date.parse(`${day} ${clock} ${offset}`), offset, name }
}
const minuteOf = (time: string) => Date.parse(time) - (Date.parse(time) % 60_000)

test('the mail tells the end in the time zone that the inviter’s console sends', async () => {
  const email = freshEmail()
  const answer = await post(email, { timeZone: 'Asia/Kolkata' })
  const [{ invitation }] = answer.body.results
  expect(await toldTo(email)).toEqual({
    at: minuteOf(invitation.expiresAt),
    offset: 'GMT+5:30',
    name: 'India Standard Time',
  })
})

test('without one, or with null, the end is told in that of the deployment: UTC', async () => {
  for (const more of [{}, { timeZone: null }]) {
    const email = freshEmail()
    const [{ invitation }] = (await post(email, more)).body.results
    expect(await toldTo(email)).toEqual({ at: minuteOf(invitation.expiresAt), offset: 'UTC', name: undefined })
  }
})

test('sent again, the mail tells the new end in the same time zone', async () => {
  const email = freshEmail()
  const [{ invitation }] = (await post(email, { timeZone: 'Asia/Tokyo' })).body.results
  await settle(stack())
  const { body } = await call('POST', `/${invitation.id}/resend`)
  expect(await mailTo(stack(), email)).toHaveLength(2)
  expect(await toldTo(email)).toEqual({ at: minuteOf(body.expiresAt), offset: 'GMT+9', name: 'Japan Standard Time' })
})

test('what is no time zone is refused as a whole, and nobody is invited', async () => {
  for (const timeZone of ['Mars/Olympus', '+01:00', 'Paris', '', 7, ['UTC']]) {
    const email = freshEmail()
    const [fault] = expectFaults(await post(email, { timeZone }), ['timeZone'])
    if (typeof timeZone === 'string') expect(fault.message).toBe('must be an IANA time zone, such as Europe/Paris')
    expect(await mailTo(stack(), email)).toEqual([])
  }
})

test('it belongs to the request, not to an entry, and no answer shows it', async () => {
  const email = freshEmail()
  const made = await post(email, { timeZone: 'Pacific/Auckland' })
  const [{ invitation }] = made.body.results
  const token = await tokenFor(stack(), email)
  const answers = [
    made,
    await call('GET', `/${invitation.id}`),
    await call('GET', ''),
    await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } }),
  ]
  for (const { status, text } of answers) expect([status, /timeZone|Auckland/.test(text)]).toEqual([200, false])
  const inEntry = await call('POST', '', { body: { invitations: [{ email: freshEmail(), timeZone: 'Asia/Tokyo' }] } })
  expect(inEntry.body.results[0].error.errors[0].path).toBe('timeZone')
})

test('under an Idempotency-Key it is a part of the request', async () => {
  const [email, headers] = [freshEmail(), { 'idempotency-key': 'zone-1' }]
  const first = await post(email, { timeZone: 'Asia/Tokyo' }, headers)
  expect((await post(email, { timeZone: 'Asia/Tokyo' }, headers)).body).toEqual(first.body)
  for (const more of [{}, { timeZone: 'Asia/Seoul' }])
    expectProblem(await post(email, more, headers), 422, 'idempotency_key_reused')
  expect(await toldTo(email)).toMatchObject({ offset: 'GMT+9' })
  expect(await mailTo(stack(), email)).toHaveLength(1)
})
