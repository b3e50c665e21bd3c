import { brand, logoOrigin } from '../support/branded.ts'
// That comes first: the settings are read where they are loaded.

import { beforeAll, expect, test } from 'vitest'
import { ask, mailTo } from '../support/api.ts'
import { createOrg, freshEmail, invited, type Org } from '../support/people.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

test('the mail shows the product’s logo and colour, and tells the end in the product’s time zone', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email })
  const [mail] = await mailTo(stack(), email)
  expect(mail?.subject).toBe('Olga Owner invites you to Acme on Lumen & Söhne')
  expect(mail?.html).toContain(
    '<img src="https://cdn.example.com/logo@2x.png?v=3&amp;w=360" alt="Lumen &amp; Söhne" width="180" height="48"',
  )
  expect(mail?.html).toContain(`bgcolor="${brand.colour}"`)
  expect(mail?.text).toMatch(/ at \d\d:\d\d GMT-[45] \(Eastern (?:Standard|Daylight) Time\)\n/)
})

test('the inviter’s time zone goes before the product’s', async () => {
  const email = freshEmail()
  const body = { invitations: [{ email }], timeZone: 'Asia/Tokyo' }
  await ask(stack(), 'POST', `/v1/orgs/${org.id}/invitations`, { token: org.owner.token, body })
  expect((await mailTo(stack(), email))[0]?.text).toContain('GMT+9 (Japan Standard Time)')
})

test.each(['/', '/accept'])('the page %s may load the logo’s origin and nothing else from elsewhere', async path => {
  const answer = await fetch(stack().outputs.ApiUrl + path)
  const policy = answer.headers.get('content-security-policy') ?? ''
  expect(policy).toContain(`img-src 'self' data: ${logoOrigin};`)
  expect(policy.split(logoOrigin)).toHaveLength(2)
  expect(policy).toContain("style-src 'self';")
  expect(policy).not.toContain('unsafe')
  expect(await answer.text()).toContain(JSON.stringify(brand.logo))
})

test('the pages’ style sheet has the colour, and what goes with it by night', async () => {
  const style = await (await fetch(`${stack().outputs.ApiUrl}/assets/page.css`)).text()
  expect(style).toMatch(/^:root\{--accent:#\w{6};--fill:#00a37a;/)
  expect(style.match(/--on-fill:#\w{6}/g)).toHaveLength(2)
})

test('the local mailbox shows the mail with its logo', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email })
  await mailTo(stack(), email)
  const list = await (await fetch(`${stack().outputs.MailboxUrl}/?to=${encodeURIComponent(email)}`)).text()
  const [, id] = /href="\/mail\/([^"]+)"/.exec(list) ?? []
  const body = await fetch(`${stack().outputs.MailboxUrl}/mail/${id}/body`)
  expect(body.headers.get('content-security-policy')).toContain(`img-src data: ${logoOrigin};`)
})
