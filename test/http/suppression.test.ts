import { beforeAll, describe, expect, test } from 'vitest'
import { type Answer, ask, type Json, mailTo, settle } from '../support/api.ts'
import { accept } from '../support/faults.ts'
import { bounceOf, complaintOf, isSuppressedAtSes, sentTo, suppressAtSes, tell } from '../support/mail-events.ts'
import { createBusyOrg, freshEmail, invited, type Org } from '../support/people.ts'
import { expectFaults, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

const stack = useStack()
let org: Org
let other: Org
beforeAll(async () => {
  org = await createBusyOrg(stack(), { name: 'First' })
  other = await createBusyOrg(stack(), { name: 'Second' })
})

const call = (of: Org, method: string, path: string, more: object = {}): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${of.id}/invitations/${path}`, { token: of.owner.token, ...more })
const resend = (id: string, body?: unknown, of = org) => call(of, 'POST', `${id}/resend`, { body })
const anyway = (id: string, of = org) => resend(id, { mailAnyway: true }, of)
const deliveryOf = async (id: string, of = org): Promise<Json> => {
  await settle(stack())
  return (await call(of, 'GET', id)).body.delivery
}
const received = async (email: string) => (await mailTo(stack(), email)).length

const blocked = {
  state: 'rejected',
  reason:
    'Not sent, because an earlier mail to this address came back. Correct the address, or resend the invitation with mailAnyway.',
}

/** Somebody to whom one mail went, and what to tell of it. */
async function mailed(of = org, email = freshEmail('suppressed')) {
  const { user, invitation } = await invited(stack(), of, { email })
  const { state, at } = await deliveryOf(invitation.id, of)
  expect(state).toBe('delivered')
  return { email, user, id: invitation.id as string, mail: sentTo(invitation, of.id, email), at: at as string }
}

describe('an address that bounced hard or complained is not mailed again', () => {
  test('by a resend: it is rejected, with a reason that says what to do, and no mail goes out', async () => {
    const { email, id, mail, at } = await mailed()
    await tell(stack(), bounceOf(mail, at))
    expect((await resend(id)).status).toBe(200)
    expect(await deliveryOf(id)).toMatchObject(blocked)
    expect(await received(email)).toBe(1)
  })

  test('by a new invitation of the same address, nor of somebody else whose mail goes there', async () => {
    const { email, id, mail, at } = await mailed()
    await tell(stack(), complaintOf(mail, at))
    await call(org, 'DELETE', id)
    const again = (await invited(stack(), org, { email })).invitation
    const reason =
      'Not sent, because an earlier mail to this address was reported as spam. Correct the address, or resend the invitation with mailAnyway.'
    expect(await deliveryOf(again.id)).toMatchObject({ state: 'rejected', reason })
    const neighbour = (await invited(stack(), org, { email: freshEmail(), communicationEmail: email })).invitation
    expect(await deliveryOf(neighbour.id)).toMatchObject({ state: 'rejected', reason })
    expect(await received(email)).toBe(1)
  })

  test('also when the invitation was accepted meanwhile, or a newer mail is out', async () => {
    const communicationEmail = freshEmail('shared')
    const accepted = (await invited(stack(), org, { email: freshEmail(), communicationEmail })).invitation
    const { at } = await deliveryOf(accepted.id)
    const [first] = await mailTo(stack(), communicationEmail)
    await accept(stack(), /accept#(\S+)/.exec(first?.text ?? '')?.[1] ?? '')
    await tell(stack(), bounceOf(sentTo(accepted, org.id, communicationEmail), at))
    const next = (await invited(stack(), org, { email: freshEmail(), communicationEmail })).invitation
    expect(await deliveryOf(next.id)).toMatchObject(blocked)

    const { id, mail, at: sentAt } = await mailed()
    await resend(id)
    expect((await deliveryOf(id)).state).toBe('delivered')
    await tell(stack(), bounceOf(mail, sentAt))
    expect((await deliveryOf(id)).state).toBe('delivered')
    await resend(id)
    expect(await deliveryOf(id)).toMatchObject(blocked)
  })

  test('as the product hears', async () => {
    const { user, id, mail, at } = await mailed()
    await tell(stack(), bounceOf(mail, at))
    await resend(id)
    await settle(stack())
    const failures = eventsIn(await scanTable(stack()), org.id).filter(
      ({ type, target }) => type === 'invitation.mail_failed' && target.id === user.id,
    )
    expect(failures.map(({ mail: told, invitation }) => [told.state, told.suppressed, invitation.tokenVersion])).toEqual([
      ['bounced', true, 1],
      ['rejected', true, 2],
    ])
  })
})

test('a soft bounce suppresses nothing', async () => {
  const { email, id, mail, at } = await mailed()
  await tell(stack(), bounceOf(mail, at, { bounceType: 'Transient', bounceSubType: 'General' }))
  expect((await deliveryOf(id)).state).toBe('bounced')
  await resend(id)
  expect((await deliveryOf(id)).state).toBe('delivered')
  expect(await received(email)).toBe(2)
})

test('another organization mails the same address as ever, and sees nothing of it', async () => {
  const { email, user, id, mail, at } = await mailed()
  await tell(stack(), bounceOf(mail, at))
  const theirs = await mailed(other, email)
  expect(theirs.user.id).toBe(user.id)
  await resend(id)
  expect(await deliveryOf(id)).toMatchObject(blocked)
  await resend(theirs.id, undefined, other)
  expect((await deliveryOf(theirs.id, other)).state).toBe('delivered')
  expect(await received(email)).toBe(3)
  expect(JSON.stringify(eventsIn(await scanTable(stack()), other.id))).not.toContain('mail_failed')
})

describe('until somebody says so:', () => {
  test('mailAnyway sends again, and from then on all mails go out', async () => {
    const { email, id, mail, at } = await mailed()
    await tell(stack(), bounceOf(mail, at))
    const answer = await resend(id, { mailAnyway: false })
    expect(answer.status).toBe(200)
    expect(await deliveryOf(id)).toMatchObject(blocked)
    expect((await anyway(id)).body.delivery.state).toBe('queued')
    expect((await deliveryOf(id)).state).toBe('delivered')
    await resend(id)
    expect((await deliveryOf(id)).state).toBe('delivered')
    expect(await received(email)).toBe(3)
  })

  test('the audit log keeps who said so', async () => {
    const { user, id, mail, at } = await mailed()
    await tell(stack(), complaintOf(mail, at))
    await resend(id)
    await anyway(id)
    const resent = eventsIn(await scanTable(stack()), org.id).filter(
      ({ type, target }) => type === 'invitation.resent' && target.id === user.id,
    )
    expect(resent.map(({ actor, invitation }) => [actor.id, invitation.mailAnyway])).toEqual([
      [org.owner.id, undefined],
      [org.owner.id, true],
    ])
  })

  test('what is told again of a mail from before counts no more, of a mail from after it does', async () => {
    const { id, mail, at } = await mailed()
    const old = bounceOf(mail, at)
    await tell(stack(), old)
    await anyway(id)
    const { state, at: next } = await deliveryOf(id)
    expect(state).toBe('delivered')
    await tell(stack(), old)
    await resend(id)
    expect((await deliveryOf(id)).state).toBe('delivered')
    await tell(stack(), bounceOf({ ...mail, tokenVersion: 2 }, next))
    await resend(id)
    expect(await deliveryOf(id)).toMatchObject(blocked)
  })

  test('SES’s own list is cleared of a bounce', async () => {
    const email = freshEmail('listed')
    await suppressAtSes(stack(), email, 'BOUNCE')
    const { invitation } = await invited(stack(), org, { email })
    const refused = { state: 'bounced', reason: 'The mail service does not deliver to this address.' }
    expect(await deliveryOf(invitation.id)).toMatchObject(refused)
    await resend(invitation.id)
    expect(await deliveryOf(invitation.id)).toMatchObject(blocked)
    expect(await isSuppressedAtSes(stack(), email)).toBe(true)
    await anyway(invitation.id)
    expect((await deliveryOf(invitation.id)).state).toBe('delivered')
    expect(await isSuppressedAtSes(stack(), email)).toBe(false)
  })

  test('and of a complaint only by the organization whose mail was complained about; another learns nothing of it', async () => {
    const { email, id, mail, at } = await mailed()
    await tell(stack(), complaintOf(mail, at))
    await suppressAtSes(stack(), email, 'COMPLAINT')
    const theirs = (await invited(stack(), other, { email })).invitation
    const refused = { state: 'bounced', reason: 'The mail service does not deliver to this address.' }
    expect(await deliveryOf(theirs.id, other)).toMatchObject(refused)
    await anyway(theirs.id, other)
    expect(await deliveryOf(theirs.id, other)).toMatchObject(refused)
    expect(await isSuppressedAtSes(stack(), email)).toBe(true)
    expect(JSON.stringify(eventsIn(await scanTable(stack()), other.id))).not.toMatch(/complain|spam/)
    await anyway(id)
    expect((await deliveryOf(id)).state).toBe('delivered')
    expect(await isSuppressedAtSes(stack(), email)).toBe(false)
  })

  test('where nothing stands in the way it is a resend like any other', async () => {
    const { email, id } = await mailed()
    expect((await anyway(id)).status).toBe(200)
    expect((await deliveryOf(id)).state).toBe('delivered')
    expect(await received(email)).toBe(2)
  })
})

describe('the body of a resend', () => {
  test('may be left out, empty, or say mailAnyway, and nothing else', async () => {
    const { id } = await mailed()
    for (const body of [undefined, {}, { mailAnyway: true }, { mailAnyway: false }])
      expect((await resend(id, body)).status).toBe(200)
    expect((await call(org, 'POST', `${id}/resend`, { headers: { 'content-type': 'application/json' } })).status).toBe(200)
    expectFaults(await resend(id, { mailAnyway: 'yes' }), ['mailAnyway'])
    expectFaults(await resend(id, { force: true }), ['force'])
    expectProblem(await resend(id, '{'), 400, 'malformed_json')
    expectProblem(
      await call(org, 'POST', `${id}/resend`, { body: '{}', headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported_media_type',
    )
  })

  test('stands in the reference as one that may be left out', async () => {
    const { paths } = (await ask(stack(), 'GET', '/v1/openapi.json')).body
    const { requestBody } = paths['/v1/orgs/{orgId}/invitations/{invitationId}/resend'].post
    expect(requestBody.required).toBe(false)
    expect(Object.keys(requestBody.content['application/json'].schema.properties)).toEqual(['mailAnyway'])
  })
})

test('what the table keeps of an address that is not mailed names nobody', async () => {
  const items = (await scanTable(stack())).filter(({ pk }) => pk.startsWith('NOMAIL#'))
  expect(items.length).toBeGreaterThan(5)
  expect(JSON.stringify(items)).not.toMatch(/@|example|simulator/)
})
