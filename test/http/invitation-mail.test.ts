import { beforeAll, expect, test } from 'vitest'
import { ask, control, mailTo, settle, tokenFor } from '../support/api.ts'
import { createOrg, freshEmail, invited, join, type Org, PASSWORD, signIn, userOf } from '../support/people.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack(), 'Ac<me> & Söhne')
})

const post = (entry: object, message?: string, headers = {}) =>
  ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, {
    token: org.owner.token,
    body: { invitations: [entry], message },
    headers,
  })
const get = async (id: string) =>
  (await ask(stack(), 'GET', `/v1/orgs/${org.id}/invitations/${id}`, { token: org.owner.token })).body

test('A4, M7: one mail goes out, with a link to the accept page that carries the token behind #', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email })
  const mails = await mailTo(stack(), email)
  expect(mails).toHaveLength(1)
  expect(mails[0]?.to).toBe(email)
  const [link] = mails[0]?.text.match(/https?:\S+/g) ?? []
  expect(link).toMatch(new RegExp(`^${stack().outputs.ApiUrl}/accept#\\S+$`))
  expect(mails[0]?.html).toContain(`href="${link}"`)
  const page = await fetch(link ?? '')
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const looked = await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token: link?.split('#')[1] } })
  expect(looked.body).toMatchObject({
    email,
    organizationName: 'Ac<me> & Söhne',
    inviterName: 'Olga Owner',
    identityExists: false,
  })
})

test('M3, M7: the mail goes to the communication email alone, and its link invites the login email', async () => {
  const [email, communicationEmail] = [freshEmail('login'), freshEmail('office')]
  await invited(stack(), org, { email, communicationEmail })
  expect(await mailTo(stack(), email)).toEqual([])
  const token = await tokenFor(stack(), communicationEmail)
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, password: PASSWORD } })
  expect(accepted.body).toMatchObject({ email, communicationEmail, status: 'active' })
})

test('M3: a mail to the communication email proves nothing about the login email, a mail to the login email proves it', async () => {
  const verified = async (entry: { email: string; communicationEmail?: string }) => {
    await invited(stack(), org, entry)
    const token = await tokenFor(stack(), entry.communicationEmail ?? entry.email)
    await ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, password: PASSWORD } })
    return (await ask(stack(), 'GET', '/v1/me', { token: await signIn(stack(), entry.email) })).body.emailVerified
  }
  expect(await verified({ email: freshEmail(), communicationEmail: freshEmail() })).toBe(false)
  expect(await verified({ email: freshEmail() })).toBe(true)
})

test('M4: the language that the inviter chose is kept, told to whoever holds the link, and theirs to change at accepting', async () => {
  const email = freshEmail()
  const { user } = await invited(stack(), org, { email, locale: 'ar' })
  expect(user.locale).toBe('ar')
  const token = await tokenFor(stack(), email)
  expect((await ask(stack(), 'POST', '/v1/invitations/lookup', { body: { token } })).body.locale).toBe('ar')
  const body = { token, password: PASSWORD, locale: 'ja' }
  expect((await ask(stack(), 'POST', '/v1/invitations/accept', { body })).body.locale).toBe('ja')
})

test('names and the message are shown as they are and can do nothing in the mail', async () => {
  const email = freshEmail()
  await post({ email }, '<script>alert(1)</script>\n<a href="https://evil.example">click</a> & "you"')
  const [mail] = await mailTo(stack(), email)
  expect(mail?.html).not.toMatch(/<script|<a href="https:\/\/evil/)
  expect(mail?.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(mail?.html).toContain('Ac&lt;me&gt; &amp; Söhne')
  expect(mail?.text).toContain('> <script>alert(1)</script>')
  expect(mail?.html.match(/href="[^"]*"/g)?.every(href => href.includes('/accept#'))).toBe(true)
})

test('links come from configuration, never from a header of the request', async () => {
  const email = freshEmail()
  const headers = {
    'x-forwarded-host': 'evil.example',
    forwarded: 'host=evil.example',
    'x-forwarded-proto': 'https',
    origin: 'https://evil.example',
  }
  await post({ email }, undefined, headers)
  const [mail] = await mailTo(stack(), email)
  expect(`${mail?.text}${mail?.html}`).not.toContain('evil.example')
  expect(mail?.text).toContain(`${stack().outputs.ApiUrl}/accept#`)
})

test('L6: delivery is queued, then sent and delivered with their times, at the invitation and at the user, and is no new version', async () => {
  const { user, invitation } = await invited(stack(), org, { email: freshEmail() })
  expect(invitation.delivery).toEqual({ state: 'queued', at: invitation.createdAt })
  expect(invitation.deliveryTimes).toEqual({ queued: invitation.createdAt })
  await settle(stack())
  const after = await get(invitation.id)
  expect(after).toMatchObject({ delivery: { state: 'delivered' }, version: 1, updatedAt: invitation.updatedAt })
  const { queued, sent, delivered, ...others } = after.deliveryTimes
  expect([queued, delivered, others]).toEqual([invitation.createdAt, after.delivery.at, {}])
  expect([queued, sent, delivered].toSorted()).toEqual([queued, sent, delivered])
  expect((await userOf(stack(), org, user.id)).invitation.delivery).toEqual(after.delivery)
})

test('a mail that SES refuses is shown as rejected with the reason, and can be sent again', async () => {
  await control(stack(), '/faults', { service: 'ses', operation: 'SendEmail', rate: 1, error: 'MessageRejected', count: 1 })
  const email = freshEmail()
  const { invitation } = await invited(stack(), org, { email })
  await settle(stack())
  expect((await get(invitation.id)).delivery).toMatchObject({
    state: 'rejected',
    reason: 'The mail service refused the mail: MessageRejected, injected',
  })
  expect(await mailTo(stack(), email)).toEqual([])
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations/${invitation.id}/resend`, { token: org.owner.token })
  await settle(stack())
  expect((await get(invitation.id)).delivery).toEqual({ state: 'delivered', at: expect.any(String) })
  expect((await join(stack(), email)).id).toBe(invitation.userId)
})

test('the page and the API never put a token where a log would see it: not in the link’s path or query', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  const [mail] = await mailTo(stack(), email)
  for (const href of mail?.html.match(/href="([^"]*)"/g) ?? []) expect(href.split('#')[0]).not.toContain(token.slice(0, 20))
})
