import type { Context } from 'aws-lambda'
import { eventKey } from '../../shared/data/keys.ts'
import type { Table } from '../../shared/data/table.ts'
import { invited } from '../support/people.ts'
import { budgets } from './budgets.ts'
import type { Charge, Units } from './calls.ts'
import { sumOf } from './calls.ts'
import { entryOf } from './people.ts'
import type { Sheet } from './rows.ts'
import type { Scene } from './scene.ts'

/** What goes on after the commit. The functions get the messages that their queues would bring. */
export async function following(sheet: Sheet, scene: Scene, table: Table): Promise<void> {
  const { org, caller } = scene
  const messageOfLast = async () => {
    const [newest] = await table.range({ partition: eventKey(org.id, '').pk, limit: 1, descending: true, consistent: true })
    const attributes = { MessageGroupId: 'bench' }
    return { Records: [{ messageId: 'bench', body: String(newest?.event), attributes }] }
  }
  const measured = async (name: string, index: number) => {
    let message = {}
    const prepare = async () => {
      await invited(sheet.stack, org, entryOf(index), caller)
      message = await messageOfLast()
    }
    const { cost } = await sheet.measure(() => sheet.stack.invoke(name, message), prepare)
    sheet.add(name, 'one invitation', budgets.none, cost)
  }
  await measured('sendMail', 600_000)
  await measured('syncCredentials', 600_001)
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
