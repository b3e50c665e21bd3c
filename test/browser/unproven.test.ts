import { expect, test } from 'vitest'
import { settle } from '../support/api.ts'
import { freshEmail, PASSWORD } from '../support/people.ts'
import { owner, useStage } from './stage.ts'

const stage = useStage()
const squatters = 'squatters horse 17'

/** An account that an organization made for somebody, and the page behind another invitation to the same address. */
async function opened(locale = 'en') {
  const email = freshEmail('victim')
  const token = await stage.tokenOf(owner)
  const body = { email, temporaryPassword: squatters, mustChangePassword: false }
  expect((await stage.api('POST', stage.orgPath('/users'), { token, body })).status).toBe(201)
  const other = freshEmail('owner')
  await stage.createOrg('Elsewhere', other)
  await stage.api('POST', '/v1/invitations/accept', { body: { token: await stage.secretFor(other), password: PASSWORD } })
  const theirs = await stage.tokenOf({ email: other, password: PASSWORD })
  const { body: me } = await stage.api('GET', '/v1/me', { token: theirs })
  const invitations = [{ email, locale }]
  await stage.api('POST', `/v1/orgs/${me.activeOrgId}/invitations`, { token: theirs, body: { invitations } })
  const page = await stage.open()
  await page.goto(`${stage.outputs('ApiUrl')}/accept#${await stage.secretFor(email)}`)
  await page.getByRole('heading', { level: 1, name: locale === 'en' ? 'Join Elsewhere' : /Elsewhere/ }).waitFor()
  return { page, email }
}

test('whoever has the mailbox of an account that others made reads what it is, and sets a password of their own', async () => {
  const { page, email } = await opened()
  await page.getByText('nobody confirmed the address').waitFor()
  await page.getByLabel('First name').fill('Vic')
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Accept invitation' }).click()
  await page.getByRole('heading', { level: 1, name: 'You are in' }).waitFor()
  await expect(stage.tokenOf({ email, password: squatters })).rejects.toThrow(/NotAuthorizedException/)
  const { body } = await stage.api('GET', '/v1/me', { token: await stage.tokenOf({ email, password: PASSWORD }) })
  expect(body).toMatchObject({ email, emailVerified: true, memberships: [{ organization: { name: 'Elsewhere' } }] })
})

test('whose account it is signs in to it, accepts, and is in both organizations', async () => {
  const { page, email } = await opened()
  await page.getByRole('button', { name: 'Sign in to accept' }).click()
  await page.waitForURL(url => url.href.startsWith(`${stage.outputs('CognitoEndpoint')}/login?`))
  await page.getByLabel('Password').fill(squatters)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'You are in' }).waitFor()
  const { body } = await stage.api('GET', '/v1/me', { token: await stage.tokenOf({ email, password: squatters }) })
  expect(body).toMatchObject({ emailVerified: true })
  expect(body.memberships).toHaveLength(2)
})

test('on the home page an unproven email is proved by the code of the mail', async () => {
  const email = freshEmail('unproven')
  const body = { email, temporaryPassword: squatters, mustChangePassword: false }
  await stage.api('POST', stage.orgPath('/users'), { token: await stage.tokenOf(owner), body })
  const page = await stage.open()
  await page.goto(stage.outputs('ApiUrl'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(squatters)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('not verified yet').waitFor()
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByText('We have sent a code to').waitFor()
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Enter the six digits of the mail.').waitFor()
  await settle(stage.target())
  const code = await stage.codeFor(email)
  await page.getByLabel('Code', { exact: true }).fill(code === '000000' ? '000001' : '000000')
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('This is not the code of the newest mail').waitFor()
  await page.getByLabel('Code', { exact: true }).fill(code)
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('not verified yet').waitFor({ state: 'detached' })
  expect(
    (await stage.api('GET', '/v1/me', { token: await stage.tokenOf({ email, password: squatters }) })).body.emailVerified,
  ).toBe(true)
})
