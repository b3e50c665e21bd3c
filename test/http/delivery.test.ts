import { beforeAll, describe, expect, test } from 'vitest'
import { ask, type Json, settle, tokenFor } from '../support/api.ts'
import { accept, breakDown, mend } from '../support/faults.ts'
import { times } from '../support/figures.ts'
import { bounceOf, complaintOf, deliveryOf, rejectOf, sendOf, sentTo, tell } from '../support/mail-events.ts'
import { createBusyOrg, freshEmail, invited, type Org, userOf } from '../support/people.ts'
import { wholeTable } from '../support/records.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable } from '../support/table.ts'

// What can't be read is told as an error each time.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT'
const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createBusyOrg(stack())
})

const asOwner = (method: string, path: string, body?: unknown) =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token, body })
const get = async (id: string): Promise<Json> => (await asOwner('GET', `/invitations/${id}`)).body
const resend = async (id: string) => (await asOwner('POST', `/invitations/${id}/resend`)).body
const later = (time: string, seconds: number) => new Date(Date.parse(time) + seconds * 1000).toISOString()

/** Somebody whose mail was delivered, and that mail. */
async function delivered(entry: object = {}) {
  const email = freshEmail('delivered')
  const { user, invitation } = await invited(stack(), org, { email, ...entry })
  await settle(stack())
  const { delivery } = await get(invitation.id)
  expect(delivery.state).toBe('delivered')
  return { email, user, invitation, mail: sentTo(invitation, org.id, email), at: delivery.at as string }
}

const failuresOf = async (userId: string): Promise<Json[]> =>
  eventsIn(await scanTable(stack()), org.id).filter(
    ({ type, target }) => type === 'invitation.mail_failed' && target.id === userId,
  )

describe('what became of a mail is shown with its times and reason, at the invitation, in both lists and at the user', () => {
  test.each([
    ['success', 'delivered', undefined, ['queued', 'sent', 'delivered']],
    ['bounce', 'bounced', 'The mailbox does not exist: smtp; 550 5.1.1 user unknown', ['queued', 'sent', 'bounced']],
    ['complaint', 'complained', 'The recipient reported the mail as spam.', ['queued', 'sent', 'delivered', 'complained']],
    ['suppressionlist', 'bounced', 'The mail service does not deliver to this address.', ['queued', 'sent', 'bounced']],
  ])('%s@: %s', async (simulated, state, reason, reached) => {
    const email = `${simulated}+shown@simulator.amazonses.com`
    const { user, invitation } = await invited(stack(), org, { email })
    await settle(stack())
    const told = await get(invitation.id)
    expect(told.delivery).toEqual({ state, at: told.deliveryTimes[state], ...(reason && { reason }) })
    expect(Object.keys(told.deliveryTimes).toSorted()).toEqual(reached.toSorted())
    const inOrder = reached.map(name => told.deliveryTimes[name])
    expect(inOrder).toEqual(inOrder.toSorted())
    expect(told).toMatchObject({ version: 1, updatedAt: invitation.updatedAt })
    const inList = (await asOwner('GET', '/invitations')).body.items.find(({ id }: Json) => id === invitation.id)
    expect(inList).toEqual(told)
    const inUsers = (await asOwner('GET', `/users?email=${encodeURIComponent(email)}`)).body.items
    expect(inUsers.map(({ invitation: shown }: Json) => shown.delivery)).toEqual([told.delivery])
    expect((await userOf(stack(), org, user.id)).invitation.delivery).toEqual(told.delivery)
  })

  test('a mail that SES took and then rejected', async () => {
    const body = { invitations: [{ email: freshEmail() }], message: 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE' }
    const { invitation } = (await asOwner('POST', '/invitations', body)).body.results[0]
    await settle(stack())
    const { delivery, deliveryTimes } = await get(invitation.id)
    expect(delivery).toMatchObject({ state: 'rejected', reason: 'The mail service refused the mail: Bad content' })
    expect(Object.keys(deliveryTimes).toSorted()).toEqual(['queued', 'rejected', 'sent'])
  })
})

describe('what is told late or twice changes nothing that is further on:', () => {
  test('sent and delivered after a bounce, a bounce after a complaint', async () => {
    const { mail, invitation, user, at } = await delivered()
    await tell(stack(), bounceOf(mail, later(at, 10)))
    const bounced = await get(invitation.id)
    for (const old of [sendOf(mail, at), deliveryOf(mail, later(at, 20)), bounceOf(mail, later(at, 10))]) await tell(stack(), old)
    expect(await get(invitation.id)).toEqual(bounced)
    await tell(stack(), complaintOf(mail, later(at, 30)))
    await tell(stack(), bounceOf(mail, later(at, 40)))
    const { delivery } = await get(invitation.id)
    expect(delivery).toEqual({ state: 'complained', at: later(at, 30), reason: 'The recipient reported the mail as spam.' })
    expect((await userOf(stack(), org, user.id)).invitation.delivery).toEqual(delivery)
  })

  test('anything after a rejection', async () => {
    const { mail, invitation, at } = await delivered()
    await tell(stack(), rejectOf(mail, later(at, 1)))
    for (const old of [sendOf(mail, at), deliveryOf(mail, later(at, 5)), bounceOf(mail, later(at, 5))]) await tell(stack(), old)
    expect((await get(invitation.id)).delivery).toMatchObject({ state: 'rejected', at: later(at, 1) })
  })

  test('a mail that is told to be delivered before whoever sent it knows: still delivered, with all its times', async () => {
    const emails = times(12).map(() => freshEmail('racing'))
    await breakDown(stack(), { service: 'dynamodb', operation: 'TransactWriteItems', error: 'TransactionConflict', rate: 0.3 })
    const made: Json[] = []
    for (const email of emails) {
      const answer = await asOwner('POST', '/invitations', { invitations: [{ email }] })
      if (answer.status === 200) made.push(answer.body.results[0].invitation)
    }
    await mend(stack())
    await settle(stack())
    expect(made.length).toBeGreaterThan(3)
    for (const { id } of made) {
      const { delivery, deliveryTimes } = await get(id)
      expect([delivery.state, ...Object.keys(deliveryTimes).toSorted()]).toEqual(['delivered', 'delivered', 'queued', 'sent'])
    }
  })

  test('the mail before a resend: what is told of it is not told of the newer one', async () => {
    const { mail, invitation, at } = await delivered()
    await resend(invitation.id)
    await settle(stack())
    const present = await get(invitation.id)
    const soft = { bounceType: 'Transient', bounceSubType: 'MailboxFull' }
    for (const old of [sendOf(mail, at), deliveryOf(mail, later(at, 5)), bounceOf(mail, later(at, 5), soft), rejectOf(mail, at)])
      await tell(stack(), old)
    expect(await get(invitation.id)).toEqual(present)
    const next = sentTo(invitation, org.id, mail.to, 2)
    await tell(stack(), bounceOf(next, later(present.delivery.at, 5), soft))
    expect((await get(invitation.id)).delivery.state).toBe('bounced')
  })
})

test('a resend begins anew: queued, with no other time', async () => {
  const { mail, invitation, at } = await delivered()
  await tell(stack(), bounceOf(mail, later(at, 1), { bounceType: 'Transient' }))
  const again = await resend(invitation.id)
  expect(again.delivery).toEqual({ state: 'queued', at: again.updatedAt })
  expect(again.deliveryTimes).toEqual({ queued: again.updatedAt })
})

describe('reasons are one line that people understand:', () => {
  test.each<[string, Json, string]>([
    [
      'a full mailbox',
      {
        bounceType: 'Transient',
        bounceSubType: 'MailboxFull',
        bouncedRecipients: [{ status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 over quota' }],
      },
      'The mailbox is full: smtp; 452 4.2.2 over quota',
    ],
    ['no status', { bounceType: 'Permanent', bounceSubType: 'NoEmail', bouncedRecipients: null }, 'The mailbox does not exist'],
    ['nothing known', { bounceType: 'Undetermined', bounceSubType: 'Undetermined', bouncedRecipients: [] }, 'The mail came back'],
    [
      'several lines',
      { bouncedRecipients: [{ status: '5.7.1', diagnosticCode: 'smtp;\r\n 550\t5.7.1\u0000 \u202eno' }] },
      'The receiving server refused the mail: smtp; 550 5.7.1 no',
    ],
  ])('%s', async (_, bounce, reason) => {
    const { mail, invitation, at } = await delivered()
    await tell(stack(), bounceOf(mail, later(at, 1), bounce))
    expect((await get(invitation.id)).delivery).toEqual({ state: 'bounced', at: later(at, 1), reason })
  })

  test('a long one is cut at 300 characters', async () => {
    const { mail, invitation, at } = await delivered()
    const bouncedRecipients = [{ status: '5.0.0', diagnosticCode: 'x'.repeat(5000) }]
    await tell(stack(), bounceOf(mail, later(at, 1), { bouncedRecipients }))
    const { reason } = (await get(invitation.id)).delivery
    expect([reason.length, reason.at(-1)]).toEqual([300, '…'])
  })
})

test('every failed mail is told to the product, once however often it is heard', async () => {
  const { user, mail, at, invitation } = await delivered()
  for (const _ of times(3)) await tell(stack(), bounceOf(mail, later(at, 1)))
  await settle(stack())
  const [failure, ...others] = await failuresOf(user.id)
  expect(others).toEqual([])
  const { delivery } = await get(invitation.id)
  expect(failure).toMatchObject({
    actor: { kind: 'system', id: null },
    target: { type: 'user', id: user.id },
    changes: { delivery: { before: { state: 'delivered', at }, after: delivery } },
    invitation: { id: invitation.id, tokenVersion: 1 },
    mail: { ...delivery, suppressed: true },
  })
  const published: Json[] = await (await fetch(`${stack().outputs.ControlUrl}/events`)).json()
  const heard = published.filter(({ detail }) => detail.id === failure?.id)
  expect(heard.map(one => [one['detail-type'], one.detail])).toEqual([['invitation.mail_failed', failure]])
})

test('an invitation that is over keeps what it told', async () => {
  const { mail, invitation, email, at } = await delivered()
  await accept(stack(), await tokenFor(stack(), email))
  const before = await get(invitation.id)
  for (const late of [bounceOf(mail, later(at, 1)), complaintOf(mail, later(at, 2)), rejectOf(mail, at)])
    await tell(stack(), late)
  expect(await get(invitation.id)).toEqual(before)
  expect(before).toMatchObject({ status: 'accepted', delivery: { state: 'delivered' } })
})

test('what cannot be read, or is about nothing of ours, changes nothing and does not come again', async () => {
  const { mail, at, invitation } = await delivered()
  const before = await wholeTable(stack())
  const bounce = bounceOf(mail, later(at, 1))
  const changed = (change: (event: Json) => void) => {
    const copy = structuredClone(bounce)
    change(copy)
    return copy
  }
  const garbage = [
    null,
    'text',
    [],
    {},
    { detail: {} },
    changed(event => delete event.detail.mail),
    changed(event => delete event.detail.bounce),
    changed(event => delete event.detail.mail.tags),
    changed(event => delete event.detail.mail.tags.tokenVersion),
    changed(event => {
      event.detail.eventType = 'Open'
    }),
    changed(event => {
      event.detail.bounce.timestamp = 'yesterday'
    }),
    changed(event => {
      event.detail.mail.tags.tokenVersion = ['1e3']
    }),
    changed(event => {
      event.detail.mail.destination = ['a@example.com', 'b@example.com']
    }),
    changed(event => {
      event.detail.mail.tags.org = ['org_1#USER']
    }),
    changed(event => {
      event.detail.mail.tags.org = ['org_00000000000000000000000000']
    }),
    changed(event => {
      event.detail.mail.tags.invitation = ['inv_00000000000000000000000000']
    }),
    complaintOf(mail, later(at, 1), { complaintFeedbackType: 'not-spam' }),
  ]
  for (const event of garbage) await tell(stack(), event)
  expect(await wholeTable(stack())).toEqual(before)
  await tell(stack(), bounce)
  expect((await get(invitation.id)).delivery.state).toBe('bounced')
})

test('what could not be recorded for a fault is tried again, and then recorded', async () => {
  const { mail, at, invitation } = await delivered()
  await breakDown(stack(), { service: 'dynamodb', error: 'ProvisionedThroughputExceededException' })
  await expect(tell(stack(), bounceOf(mail, later(at, 1)))).rejects.toThrow()
  await mend(stack())
  expect((await get(invitation.id)).delivery.state).toBe('delivered')
  await tell(stack(), bounceOf(mail, later(at, 1)))
  expect((await get(invitation.id)).delivery.state).toBe('bounced')

  const email = 'bounce+faulty@simulator.amazonses.com'
  const made = (await invited(stack(), org, { email })).invitation
  await breakDown(stack(), { service: 'dynamodb', operation: 'TransactWriteItems', error: 'InternalServerError', count: 6 })
  await settle(stack())
  await mend(stack())
  expect((await get(made.id)).delivery.state).toBe('bounced')
})

test('cancelling at the same moment never loses what became of the mail', async () => {
  for (const _ of times(5)) {
    const { mail, at, user, invitation } = await delivered()
    const [, cancelled] = await Promise.all([
      tell(stack(), bounceOf(mail, later(at, 1), { bounceType: 'Transient' })),
      asOwner('DELETE', `/invitations/${invitation.id}`),
    ])
    expect(cancelled.status).toBe(204)
    const { delivery } = await get(invitation.id)
    const heard = (await failuresOf(user.id)).length
    expect(delivery.state).toBe(heard ? 'bounced' : 'delivered')
  }
})
