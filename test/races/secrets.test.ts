import { afterAll, beforeAll, expect, test } from 'vitest'
import { openState } from '../../infra/local/state.ts'
import { openShards, type StreamRecord } from '../../infra/local/stream-shards.ts'
import { choosePassword, create } from '../support/accounts.ts'
import { ask, type Json, settle, tokenFor } from '../support/api.ts'
import { accept, breakDown, mend } from '../support/faults.ts'
import { times } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invited, inviteMany, signIn } from '../support/people.ts'
import { confirm, forgot, linkFor, reset } from '../support/resets.ts'
import { useStack } from '../support/stack.ts'
import { scanTable } from '../support/table.ts'

process.env.POWERTOOLS_LOG_LEVEL = 'DEBUG'
const stack = useStack()

const logged: string[] = []
const { stdout, stderr } = process
const writers = [stdout, stderr].map(stream => [stream, stream.write] as const)
beforeAll(() => {
  for (const [stream] of writers) stream.write = (part: string | Uint8Array) => logged.push(String(part)) > 0
})
afterAll(() => {
  for (const [stream, write] of writers) stream.write = write
})

const get = async (url: string): Promise<string> => (await fetch(url)).text()

/** The whole stream, old and new images. */
async function streamed(): Promise<string> {
  const records: StreamRecord[] = []
  const { DynamoDbEndpoint: endpoint = '', TableName: tableName = '' } = stack().outputs
  const shards = await openShards({ endpoint, tableName, state: openState(null) })
  while ((await shards.read(1000, async (_, some) => void records.push(...some))) > 0);
  expect(records.length).toBeGreaterThan(0)
  return JSON.stringify(records)
}

test('no token, password or signing secret is in the table, the stream, the queues, the events, the logs or mail to others', async () => {
  const org = await createBusyOrg(stack())
  const secrets: Record<string, string> = {}
  const tokens: Record<string, string> = {}
  const links: Record<string, string> = {}
  const password = (index: number) => `canary-password-${index}-${crypto.randomUUID()}`
  const path = (invitation: Json) => `/v1/orgs/${org.id}/invitations/${invitation.id}`
  for (const index of times(8)) {
    const email = freshEmail('canary')
    const { user, invitation } = await invited(stack(), org, {
      email,
      communicationEmail: index % 2 ? freshEmail('elsewhere') : null,
    })
    const mailbox = user.communicationEmail ?? email
    const token = await tokenFor(stack(), mailbox)
    tokens[mailbox] = token.split('.').at(-1) ?? ''
    const chosen = (secrets[`password of ${email}`] = password(index))
    await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } })
    await ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, password: chosen, unknown: chosen } })
    await ask(stack(), 'POST', '/v1/invitations/accept', { body: `{"token":"${token}","password":"${chosen}"` })
    await accept(stack(), token, email)
    await breakDown(stack(), {
      service: 'cognito',
      operation: 'AdminSetUserPassword',
      error: index % 2 ? 'InternalErrorException' : 'InvalidPasswordException',
    })
    await accept(stack(), token, chosen)
    await mend(stack())
    if (index % 3 === 0) await ask(stack(), 'DELETE', path(invitation), { token: org.owner.token })
    if (index % 3 === 1) await ask(stack(), 'POST', `${path(invitation)}/resend`, { token: org.owner.token })
    await accept(stack(), token, chosen)
    if (index % 3 === 2) secrets[`access token of ${email}`] = await signIn(stack(), email, chosen)
  }
  for (const index of times(4)) {
    const [email, key] = [freshEmail('canary'), crypto.randomUUID()]
    const temporaryPassword = (secrets[`password given to ${email}`] = password(index))
    const body = { email, ...(index % 2 && { temporaryPassword }) }
    await create(stack(), org, { ...body, unknown: temporaryPassword }, { key })
    await breakDown(stack(), { service: 'cognito', operation: 'AdminSetUserPassword', error: 'InternalErrorException' })
    await create(stack(), org, body, { key })
    await mend(stack())
    const made = await create(stack(), org, body, { key })
    expect(made.status, made.text).toBe(201)
    if (index % 2 === 0) secrets[`password made for ${email}`] = made.body.temporaryPassword
    const own = (secrets[`password chosen by ${email}`] = password(index))
    await choosePassword(stack(), email, made.body.temporaryPassword ?? temporaryPassword, own)
  }
  for (const index of times(4)) {
    const email = freshEmail('canary')
    const { user } = await invited(stack(), org, { email })
    await accept(stack(), await tokenFor(stack(), email), (secrets[`first password of ${email}`] = password(index)))
    const given = index % 2 ? (secrets[`password set for ${email}`] = password(index)) : undefined
    await breakDown(stack(), { service: 'cognito', operation: 'AdminSetUserPassword', error: 'InternalErrorException', count: 1 })
    await reset(stack(), org, user.id, { mode: 'temporary', temporaryPassword: given })
    await mend(stack())
    const set = await reset(stack(), org, user.id, { mode: 'temporary', temporaryPassword: given })
    expect(set.status, set.text).toBe(200)
    if (given === undefined) secrets[`password made again for ${email}`] = set.body.temporaryPassword
    await forgot(stack(), email)
    const link = await linkFor(stack(), email)
    links[email] = link.hash
    const own = (secrets[`password chosen by the link of ${email}`] = password(index))
    await confirm(stack(), { ...link, code: 'wrong!' }, own)
    expect((await confirm(stack(), link, own)).status).toBe(204)
  }
  await inviteMany(stack(), org, [{ email: freshEmail() }], { 'idempotency-key': crypto.randomUUID() })
  await settle(stack())
  // These stay in the queue for mail, to be looked at.
  await breakDown(stack(), { service: 'ses', error: 'TooManyRequestsException' })
  await invited(stack(), org, { email: freshEmail() })
  await expect.poll(() => stack().state.collection('queue:roster-mail.fifo').all()).not.toEqual([])
  const signing = stack().state.collection<{ value: string }>('secrets').all()
  expect(signing).toHaveLength(1)
  for (const { value } of signing) secrets['the signing secret'] = value.value
  secrets['the owner’s access token'] = org.owner.token

  const queues = ['mail', 'events', 'credentials', 'words', 'transfers', 'withdrawals'].flatMap(name => [
    `queue:roster-${name}.fifo`,
    `queue:roster-${name}-dead-letters.fifo`,
  ])
  const mails: Json[] = JSON.parse(await get(`${stack().outputs.MailboxUrl}/messages`))
  const places: Record<string, string> = {
    table: JSON.stringify(await scanTable(stack())),
    stream: await streamed(),
    queues: JSON.stringify(queues.map(name => stack().state.collection(name).all())),
    events: await get(`${stack().outputs.ControlUrl}/events`),
    logs: logged.join(''),
  }
  await mend(stack())
  for (const [place, text] of Object.entries(places)) {
    expect(text.length, `${place} is looked at`).toBeGreaterThan(100)
    for (const [secret, value] of Object.entries(secrets)) expect(text.includes(value), `${secret} in ${place}`).toBe(false)
    for (const [mailbox, mac] of Object.entries(tokens))
      expect(text.includes(mac), `the token of ${mailbox} in ${place}`).toBe(false)
    for (const [mailbox, hash] of Object.entries(links))
      for (const part of [hash, hash.slice(0, 'code=123456&'.length)])
        expect(text.includes(part), `the link of ${mailbox} in ${place}`).toBe(false)
  }
  for (const mail of mails) {
    const text = JSON.stringify(mail)
    for (const [secret, value] of Object.entries(secrets)) expect(text.includes(value), `${secret} in a mail`).toBe(false)
    for (const [mailbox, mac] of Object.entries(tokens))
      if (!mail.recipients.includes(mailbox))
        expect(text.includes(mac), `the token of ${mailbox} in a mail to ${mail.to}`).toBe(false)
  }
  expect(places.logs).toContain('acceptInvitation')
  for (const mailbox of Object.keys(tokens))
    expect(places.logs?.includes(mailbox), `the address ${mailbox} in the logs`).toBe(false)
})
