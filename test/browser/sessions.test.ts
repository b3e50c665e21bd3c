import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { maria, owner, useStage } from './stage.ts'

const stage = useStage()

async function signIn(page: Page): Promise<void> {
  await page.goto(stage.outputs('ApiUrl'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Email').fill(maria.email)
  await page.getByLabel('Password').fill(maria.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: /Maria/ }).waitFor()
}

test('D7: a browser’s sign-in is listed with its name, and once it was ended its cookie gives nothing but the login form', async () => {
  const page = await stage.open()
  await signIn(page)
  const token = await stage.tokenOf(owner)
  const found = await stage.api('GET', stage.orgPath(`/users?email=${maria.email}`), { token })
  const path = stage.orgPath(`/users/${found.body.items[0].id}/sessions`)
  const { items } = (await stage.api('GET', path, { token })).body
  expect(items).toMatchObject([{ device: expect.stringMatching(/Chrome/), ip: '127.0.0.1', current: false }])
  expect((await stage.api('DELETE', path, { token })).status).toBe(204)
  expect((await page.context().cookies()).map(({ name }) => name)).toContain('cognito')
  await page.goto(stage.outputs('ApiUrl'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(url => url.href.startsWith(`${stage.outputs('CognitoEndpoint')}/login?`))
  await page.getByLabel('Password').waitFor()
  expect((await stage.api('GET', path, { token })).body.items).toEqual([])
  await signIn(page)
  expect((await stage.api('GET', path, { token })).body.items).toHaveLength(1)
})
