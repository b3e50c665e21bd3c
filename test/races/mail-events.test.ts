import { beforeAll, expect, test } from 'vitest'
import { ask, type Json, settle } from '../support/api.ts'
import { figure, times } from '../support/figures.ts'
import { bounceOf, complaintOf, deliveryOf, rejectOf, type Sent, sendOf, sentTo, tell } from '../support/mail-events.ts'
import { createBusyOrg, freshEmail, invited, type Org } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, invitationsIn, scanTable } from '../support/table.ts'

// What can't be read is told as an error each time.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT'
const stack = useStack()
let org: Org
const long = figure(120_000, 3_600_000)
const people = figure(24, 200)

beforeAll(async () => {
  org = await createBusyOrg(stack())
})

const after = (at: string, seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString()

/** What SES tells of one mail, and what must have come of it in the end. */
const stories: { events: (mail: Sent, at: string) => Json[]; state: string; failures: number; suppresses: boolean }[] = [
  {
    events: (mail, at) => [sendOf(mail, at), deliveryOf(mail, after(at, 1))],
    state: 'delivered',
    failures: 0,
    suppresses: false,
  },
  {
    events: (mail, at) => [sendOf(mail, at), bounceOf(mail, after(at, 1))],
    state: 'bounced',
    failures: 1,
    suppresses: true,
  },
  {
    events: (mail, at) => [sendOf(mail, at), bounceOf(mail, after(at, 1), { bounceType: 'Transient' })],
    state: 'bounced',
    failures: 1,
    suppresses: false,
  },
  {
    events: (mail, at) => [sendOf(mail, at), deliveryOf(mail, after(at, 1)), complaintOf(mail, after(at, 2))],
    state: 'complained',
    failures: 1,
    suppresses: true,
  },
  {
    events: (mail, at) => [sendOf(mail, at), rejectOf(mail, after(at, 1))],
    state: 'rejected',
    failures: 1,
    suppresses: false,
  },
]

const poisons = [null, '', 'no JSON', [], {}, { detail: { eventType: 'Bounce' } }, { detail: { eventType: 'Send', mail: {} } }]

function shuffled<T>(list: T[]): T[] {
  const mixed = [...list]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1))
    const [one, two] = [mixed[last], mixed[other]]
    if (one === undefined || two === undefined) throw new Error('A place has nothing.')
    mixed[last] = two
    mixed[other] = one
  }
  return mixed
}

/** A few at once, as EventBridge does. */
async function tellAll(events: unknown[]): Promise<void> {
  for (let from = 0; from < events.length; from += 8)
    await Promise.all(events.slice(from, from + 8).map(one => tell(stack(), one)))
}

const withPoison = (events: Json[]): unknown[] =>
  events.flatMap((event, index) => (index % 100 === 50 ? [poisons[(index / 50) % poisons.length], event] : [event]))

test(
  `the events of ${people} mails, three times over, shuffled, one in a hundred poisoned, a few at once: each mail ends as it must`,
  async () => {
    const mails = await Promise.all(
      times(people).map(async index => {
        const email = freshEmail('told')
        const { user, invitation } = await invited(stack(), org, { email })
        const story = stories[index % stories.length]
        if (!story) throw new Error('There is no story.')
        return { id: invitation.id, userId: user.id, mail: sentTo(invitation, org.id, email), story, at: invitation.createdAt }
      }),
    )
    await settle(stack())
    const events = mails.flatMap(({ mail, story, at }) => story.events(mail, at))
    await tellAll(withPoison(shuffled(times(3).flatMap(() => events))))
    await settle(stack())

    const items = await scanTable(stack())
    const invitations = invitationsIn(items, org.id)
    const audit = eventsIn(items, org.id)
    for (const { id, userId, story } of mails) {
      const { delivery, deliveryTimes } = invitations.find(invitation => invitation.id === id)
      const row = items.find(({ pk, sk }) => pk === `ORG#${org.id}` && sk === `USER#${userId}`)
      const failures = audit.filter(({ type, target }) => type === 'invitation.mail_failed' && target.id === userId)
      expect([delivery.state, delivery.at, row.invitation.delivery]).toEqual([story.state, deliveryTimes[story.state], delivery])
      expect(failures.map(({ mail }) => mail.state)).toEqual(times(story.failures).map(() => story.state))
    }
    const suppressed = items.filter(({ pk }) => pk.startsWith('NOMAIL#'))
    expect(suppressed).toHaveLength(mails.filter(({ story }) => story.suppresses).length)
    expect(await unsound(stack())).toEqual([])

    await tellAll(shuffled(events))
    await settle(stack())
    expect(await scanTable(stack())).toEqual(items)
  },
  long,
)

test(
  'one mail told of in every way at once, while it is sent anew and cancelled: the newest one’s state, or that of the end, and nothing torn',
  async () => {
    for (const round of times(figure(10, 100))) {
      const email = freshEmail('torn')
      const { user, invitation } = await invited(stack(), org, { email })
      await settle(stack())
      const mail = sentTo(invitation, org.id, email)
      const path = `/v1/orgs/${org.id}/invitations/${invitation.id}`
      const soft = { bounceType: 'Transient' }
      const told = [sendOf(mail, invitation.createdAt), bounceOf(mail, after(invitation.createdAt, 1), soft)]
      const method = round % 2 ? 'DELETE' : 'POST'
      const [answer] = await Promise.all([
        ask(stack(), method, method === 'POST' ? `${path}/resend` : path, { token: org.owner.token }),
        ...shuffled([...told, ...told]).map(event => tell(stack(), event)),
      ])
      expect(answer.status, answer.text).toBe(method === 'POST' ? 200 : 204)
      await settle(stack())
      const items = await scanTable(stack())
      const { delivery, deliveryTimes, tokenVersion } = invitationsIn(items, org.id).find(({ id }) => id === invitation.id)
      const heard = eventsIn(items, org.id).filter(
        ({ type, target }) => type === 'invitation.mail_failed' && target.id === user.id,
      )
      expect(heard.length).toBeLessThanOrEqual(1)
      expect(deliveryTimes[delivery.state]).toBe(delivery.at)
      if (method === 'POST') expect([tokenVersion, delivery.state, deliveryTimes.bounced]).toEqual([2, 'delivered', undefined])
      else expect(delivery.state).toBe(heard.length > 0 ? 'bounced' : 'delivered')
    }
    expect(await unsound(stack())).toEqual([])
  },
  long,
)
