import { expect, test } from 'vitest'
import { locales } from '../../shared/domain/users.ts'
import { invitationMail } from '../../shared/mail/invitation.ts'
import { sample } from './sample.ts'

const escapedLink = sample.link.replaceAll('&', '&amp;')

test('the subject says who invites whom into what', () => {
  expect(invitationMail(sample).subject).toBe('Maria Hernández invites you to Acme Robotics on Atmosly')
})

test('without an inviter the organization invites', () => {
  const { subject, html, text } = invitationMail({ ...sample, inviterName: null })
  expect(subject).toBe('Acme Robotics invites you to Atmosly')
  for (const body of [html, text]) {
    expect(body).toContain('Acme Robotics invites you to join them on Atmosly.')
    expect(body).toContain('Message from Acme Robotics:')
    expect(body).not.toMatch(/null|undefined/)
  }
})

test('both parts tell the inviter, the roles in words, the login email and the end in UTC', () => {
  const { html, text } = invitationMail(sample)
  for (const body of [html, text]) {
    expect(body).toContain('Maria Hernández invites you to join Acme Robotics on Atmosly.')
    expect(body).toContain('Site admin and Member')
    expect(body).toContain('sam@acme.example')
    expect(body).toContain('Thursday, March 5, 2026 at 14:30 UTC')
    expect(body).toContain('If you did not expect this invitation, ignore this mail.')
    expect(body).not.toMatch(/null|undefined|\[object/)
  }
})

test('the end is the same wherever the function runs, and midnight is 00:00', () => {
  expect(invitationMail({ ...sample, expiresAt: '2026-12-31T23:00:00-01:00' }).text).toContain(
    'Friday, January 1, 2027 at 00:00 UTC',
  )
})

test('one role is called a role, and none is not mentioned', () => {
  expect(invitationMail({ ...sample, roles: sample.roles.slice(1) }).text).toContain('Your role: Member\n')
  expect(invitationMail({ ...sample, roles: [] }).text).not.toContain('Your role')
})

test('the text part has the full link on a line of its own', () => {
  expect(invitationMail(sample).text.split('\n')).toContain(sample.link)
})

test('the HTML part links to the link and to nothing else, and shows it for copying', () => {
  const { html } = invitationMail(sample)
  const targets = [...html.matchAll(/(?:href|src|action|background)="([^"]*)"/g)].map(([, target]) => target)
  expect(targets).toEqual([escapedLink, escapedLink])
  expect(html).toContain(`>${escapedLink}</a>`)
})

test('the HTML part loads nothing and runs nothing', () => {
  expect(invitationMail(sample).html).not.toMatch(/<(img|script|iframe|link|form|svg|video|object)\b|url\(|@import|\bon\w+=/i)
})

test('the message keeps its line breaks, quoted', () => {
  const { html, text } = invitationMail(sample)
  expect(html).toContain('Hi Sam,<br><br>welcome to the team!<br>Maria')
  expect(text).toContain('> Hi Sam,\n> \n> welcome to the team!\n> Maria\n')
})

test.each([null, '', ' \r\n\t\n', '\u202e\u200b'])('a message of nothing (%j) leaves no trace', message => {
  const { html, text } = invitationMail({ ...sample, message })
  expect(html).not.toContain('Message from')
  expect(html).not.toContain('class="quote')
  expect(text).not.toMatch(/Message from|^>/m)
})

test('the HTML part is laid out for mail clients, in light and dark', () => {
  const { html } = invitationMail(sample)
  const tables = html.match(/<table\b[^>]*>/g) ?? []
  expect(tables.length).toBeGreaterThan(0)
  for (const table of tables) expect(table).toContain('role="presentation"')
  expect(html).toContain('max-width:600px')
  expect(html).toContain('<meta name="color-scheme" content="light dark">')
  expect(html).toContain('@media (prefers-color-scheme: dark)')
  expect(html).toMatch(/<body[^>]*>\s*<div style="display:none[^"]*">Accept the invitation by /)
})

test.each(locales)('the largest mail in %s stays below the 102 kB at which Gmail cuts', locale => {
  const large = {
    ...sample,
    locale,
    organizationName: '"'.repeat(200),
    message: '&\n'.repeat(250),
    roles: Array.from({ length: 20 }, () => ({ id: 'rol_custom', name: "'".repeat(100) })),
  }
  expect(Buffer.byteLength(invitationMail(large).html)).toBeLessThan(60_000)
})
