import type { Context } from 'aws-lambda'
import { eventKey } from '../../shared/data/keys.ts'
import type { Table } from '../../shared/data/table.ts'
import { bounceOf, deliveryOf, sentTo } from '../support/mail-events.ts'
import { addMember, invited } from '../support/people.ts'
import { seedResources } from '../support/resources.ts'
import { budgets } from './budgets.ts'
import { type Charge, sumOf, type Units } from './calls.ts'
import { entryOf } from './people.ts'
import type { Sheet } from './rows.ts'
import { request, type Scene } from './scene.ts'
import { seedSite } from './sites.ts'

/** What goes on after the commit. The functions get the messages that their queues would bring. */
export async function following(sheet: Sheet, scene: Scene, table: Table): Promise<void> {
  const { stack } = sheet
  const { org, caller } = scene
  const messageOfLast = async () => {
    const [newest] = await table.range({ partition: eventKey(org.id, '').pk, limit: 1, descending: true, consistent: true })
    return { Records: [{ messageId: 'bench', body: String(newest?.event), attributes: { MessageGroupId: 'bench' } }] }
  }
  const after = async (name: string, what: string, happens: () => Promise<unknown>) => {
    let message = {}
    const prepare = async () => {
      await happens()
      message = await messageOfLast()
    }
    const { cost } = await sheet.measure(() => stack.invoke(name, message), prepare)
    sheet.add(name, what, budgets.none, cost)
  }
  await after('sendMail', 'an invitation', () => invited(stack, org, entryOf(600_000), caller))
  await after('indexWords', 'an invitation', () => invited(stack, org, entryOf(600_001), caller))
  const somebody = await addMember(stack, org)
  const suspend = { method: 'POST', path: `/v1/orgs/${org.id}/users/${somebody.id}/suspend`, token: caller.token }
  await after('syncCredentials', 'a suspension', () => request(stack, suspend))
  const giver = await addMember(stack, org)
  await seedResources(stack, org, giver, 60)
  const path = `/v1/orgs/${org.id}/users/${giver.id}?transferTo=${caller.id}`
  const removal = { method: 'DELETE', path, token: caller.token }
  await after('transferResources', '60', () => request(stack, removal))
  const site = await seedSite(sheet, scene, 60)
  const deletion = { method: 'DELETE', path: `/v1/orgs/${org.id}/sites/${site}?confirm=${site}`, token: caller.token }
  await after('withdrawGone', `60 of ${scene.people.length}`, () => request(stack, deletion))
}

/** What SES tells of a mail, sooner than anything else is known of it. */
export async function hearing(sheet: Sheet, { org, caller }: Scene): Promise<void> {
  const { stack } = sheet
  let index = 600_002
  let event: unknown
  const hear = async (what: string, of: typeof deliveryOf, before: () => unknown = () => {}) => {
    const { cost } = await sheet.measure(
      () => stack.invoke('recordDelivery', event),
      async () => {
        const { invitation } = await invited(stack, org, entryOf(index++), caller)
        event = of(sentTo(invitation, org.id, `heard-${index}@mailbox.example.org`), invitation.createdAt)
        await before()
      },
    )
    sheet.add('recordDelivery', what, budgets.none, cost)
  }
  await hear('delivered', deliveryOf)
  await hear('delivered, told again', deliveryOf, () => stack.invoke('recordDelivery', event))
  await hear('a hard bounce', bounceOf)
}

/** The two halves of a sign-in, each by itself. */
export async function triggers(sheet: Sheet, { people }: Scene): Promise<void> {
  const event = { userName: people[0]?.user.id }
  for (const name of ['postAuthentication', 'preTokenGeneration']) {
    await sheet.run(name, '', budgets.none, () => sheet.stack.invoke(name, { ...event }))
  }
}

/** However many are pending, only those that are due cost anything. */
export async function expiring(sheet: Sheet, { people }: Scene, pending: number): Promise<void> {
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 600_000 } as Context // the function looks at no more of it
  let marked = 0
  const { cost, charges } = await sheet.measure(async () => {
    const result = await sheet.stack.invoke('expireInvitations', {}, context)
    marked = (result as { marked: number }).marked // what it answers
  })
  if (marked !== people.length) throw new Error(`${marked} of ${people.length} due invitations were marked.`)
  const own = ownOf(charges, people)
  sheet.add(
    'expireInvitations',
    `${people.length} due among ${pending + people.length} pending`,
    { reads: 2 * own.reads, writes: own.writes },
    cost,
  )
}

/** Reading each due invitation and its user once; writing them and what belongs to them, their events and the counters. */
function ownOf(charges: Charge[], people: Scene['people']): Units {
  const ids = new Set(people.flatMap(({ user, invitation }) => [user.id, invitation.id]))
  const isOwn = (key: string) => ids.has(key.split(/[#\n]/).at(-1) ?? '') || ids.has(key.split(/[#\n]/)[1] ?? '')
  const reads = new Map(charges.flatMap(({ key, reads }) => (key && reads && isOwn(key) ? [[key, reads]] : [])))
  const written = charges.filter(({ key }) => key && (isOwn(key) || /#AUDIT\n|\nCOUNTS$/.test(key)))
  return { reads: [...reads.values()].reduce((sum, units) => sum + units, 0), writes: sumOf(written).writes }
}
