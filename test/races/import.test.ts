import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Answer, ask, control, type Json } from '../support/api.ts'
import { randomFrom } from '../support/crowd.ts'
import { figure, isFull, times } from '../support/figures.ts'
import { type Fate, openRelay, type Relay, reportOf, startImport, writePeople } from '../support/importing.ts'
import { again, createBusyOrg, type Member } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
const size = figure(150, 10_000)
const long = figure(180_000, 3_600_000)
let [folder, relay]: [string, Relay] = ['', {} as Relay] // opened before all
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roster-import-'))
  relay = await openRelay(stack().outputs.ApiUrl ?? '')
  await control(stack(), '/schedules', { enabled: false })
})
afterAll(async () => {
  relay.close()
  await rm(folder, { recursive: true })
})

async function invitationsOf(orgId: string, { token }: Member): Promise<Json[]> {
  const all: Json[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/v1/orgs/${orgId}/invitations?limit=100${cursor && `&cursor=${cursor}`}`
    const { body }: Answer = await ask(stack(), 'GET', path, { token })
    all.push(...body.items)
    cursor = body.nextCursor
  }
  return all.filter(({ invitedBy }) => invitedBy) // the first owner was invited by the operator
}

/** Ten thousand mails take minutes, and a request is not kept waiting for so long. */
async function settleAll(): Promise<void> {
  for (let done = false; !done; ) done = (await control(stack(), '/settle', { timeoutSeconds: 60 })).settled
}

test(
  `${size} people while requests and answers are lost and the command is killed, before and after its answers: each is invited and mailed once`,
  async () => {
    const org = await createBusyOrg(stack())
    const people = times(size).map(index => `person-${index}@import.example`)
    const file = join(folder, 'people.csv')
    await writePeople(file, ['email,first name,roles', ...people.map((email, index) => `${email},Person ${index},Member`)])
    const random = randomFrom(7)
    const often = figure(0.6, 0.15)
    const ends: (number | null)[] = []
    do {
      const { token } = await again(stack(), org.owner)
      const { child, ended } = startImport([file, '--org', org.id, '--api', relay.url], { ROSTER_TOKEN: token })
      relay.decide = (): Fate => {
        if (random() > often) return 'pass'
        if (random() < 0.3) child.kill('SIGKILL')
        return random() < 0.5 ? 'lose' : 'cut'
      }
      relay.answered = () => {
        if (random() < often / 3) child.kill('SIGKILL')
      }
      const { code, error } = await ended
      ends.push(code)
      // Only a token that has run out may end it beside a kill.
      if (code !== null && code !== 0) expect(error).toContain('does not take the token')
    } while (ends.at(-1) !== 0)
    expect(ends.filter(code => code === null).length).toBeGreaterThan(0)

    const rows = await reportOf(`${file}.report.csv`)
    expect(rows.map(({ person }) => person)).toEqual(people)
    expect(rows.filter(({ status }) => status !== 'invited')).toEqual([])
    await settleAll()
    const made = await invitationsOf(org.id, await again(stack(), org.owner))
    expect(made.map(({ id, email }) => `${id} ${email}`).toSorted()).toEqual(
      rows.map(({ invitationId, person }) => `${invitationId} ${person}`).toSorted(),
    )
    const mails: Json[] = await (await fetch(`${stack().outputs.MailboxUrl}/messages`)).json()
    const imported = new Set(people)
    const mailed = mails.flatMap(({ to }) => (imported.has(to) ? [to] : []))
    expect(mailed.toSorted()).toEqual(people.toSorted())
    const { body } = await ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token: (await again(stack(), org.owner)).token })
    expect(body).toMatchObject({ counts: { active: 1, invited: size }, seats: { used: size + 1 }, users: { used: size + 1 } })
    // A scan of ten thousand people is more than the memory of DynamoDB Local holds.
    if (!isFull()) expect(await unsound(stack())).toEqual([])
  },
  long,
)
