import { expect, test } from 'vitest'
import { freshEmail } from '../support/people.ts'
import { faultsOf } from './axe.ts'
import { maria, owner, useStage } from './stage.ts'

const stage = useStage()

async function openProvider() {
  const page = await stage.open()
  await page.goto(stage.outputs('ApiUrl'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Continue with Provider' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in at Provider' }).waitFor()
  return page
}

test('L7: a person comes from the company’s own page, and has the roles of the groups there', async () => {
  const body = { provider: 'Provider', mappings: [{ group: 'Site crew', roleIds: ['rol_site_admin'] }], unmapped: 'no-access' }
  const token = await stage.tokenOf(owner)
  expect((await stage.api('PUT', stage.orgPath('/group-mappings'), { token, body })).status).toBe(200)
  const page = await openProvider()
  expect(await faultsOf(page)).toEqual([])
  await page.getByLabel('Email').fill(maria.email)
  await page.getByLabel('Groups').fill('Cooks, Site crew')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('Site admin').first().waitFor()
  const { body: people } = await stage.api('GET', stage.orgPath(`/users?email=${maria.email}`), { token })
  expect(people.items).toMatchObject([{ roles: [{ id: 'rol_site_admin' }], rolesManagedBy: 'Provider' }])
})

test('T4: whom nobody invited reads so, and stays on the page', async () => {
  const page = await openProvider()
  await page.getByLabel('Email').fill(freshEmail('stranger'))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('alert').getByText('Ask somebody in your organization to invite you').waitFor()
  await page.getByRole('link', { name: 'Back to sign in' }).click()
  await page.getByLabel('Password').waitFor()
})
