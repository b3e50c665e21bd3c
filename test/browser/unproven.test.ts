import { expect, test } from 'vitest'
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
