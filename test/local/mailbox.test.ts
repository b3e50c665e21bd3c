import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  DeleteSuppressedDestinationCommand,
  GetSuppressedDestinationCommand,
  MessageRejected,
  PutSuppressedDestinationCommand,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
  type SuppressionListReason,
} from '@aws-sdk/client-sesv2'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { openClock } from '../../infra/local/clock.ts'
import { openFaults } from '../../infra/local/faults.ts'
import { type Mailbox, startMailbox } from '../../infra/local/mailbox.ts'
import type { SesEvent } from '../../infra/local/ses-events.ts'
import { openState } from '../../infra/local/state.ts'

const state = openState(null)
const clock = openClock(state)
const faults = openFaults()
const events: SesEvent[] = []
let refusals = 0
let mailbox: Mailbox
let ses: SESv2Client

const onEvent = async (event: SesEvent) => {
  if (refusals-- > 0) throw new Error('not now')
  events.push(event)
}

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, state, clock, faults, verifiedFrom: ['example.com', 'one@other.example'], onEvent })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  ses = new SESv2Client({ endpoint: mailbox.url, region: 'us-east-1', credentials, maxAttempts: 1 })
})
afterAll(() => mailbox.close())
afterEach(() => {
  events.length = 0
  faults.set({ service: 'ses', operation: '*', rate: 0, error: '' })
})

const mailTo = (to: string | string[], changes: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput => ({
  FromEmailAddress: 'Roster <no-reply@example.com>',
  Destination: { ToAddresses: [to].flat() },
  Content: simple({}),
  ...changes,
})
const simple = (changes: object) => ({
  Simple: {
    Subject: { Data: 'Bienvenue à Acme – 招待' },
    Body: { Text: { Data: 'Bonjour' }, Html: { Data: '<p>Bonjour</p>' } },
    ...changes,
  },
})
const send = (input: SendEmailCommandInput) => ses.send(new SendEmailCommand(input))
// The answer's shape is what these tests are about.
const read = async (path: string) => (await fetch(`${mailbox.url}${path}`)).json()
const page = async (path: string) => {
  const answer = await fetch(`${mailbox.url}${path}`)
  return { status: answer.status, text: await answer.text(), policy: answer.headers.get('content-security-policy') ?? '' }
}
const told = async (count: number) => {
  await vi.waitFor(() => expect([events.length, mailbox.idle()]).toEqual([count, true]), { timeout: 5000 })
  return events
}

describe('mail that SES takes', () => {
  test('lies in the mailbox of its receiver, whatever the case of the address', async () => {
    const { MessageId } = await send(
      mailTo('Ann <Ann@Example.org>', {
        ReplyToAddresses: ['help@example.com'],
        EmailTags: [{ Name: 'invitation', Value: 'inv_1' }],
        ConfigurationSetName: 'roster',
        Content: simple({ Headers: [{ Name: 'X-Roster', Value: 'yes' }] }),
      }),
    )
    expect(await read('/messages?to=ann%40example.ORG')).toEqual([
      expect.objectContaining({
        id: MessageId,
        to: 'Ann <Ann@Example.org>',
        from: 'Roster <no-reply@example.com>',
        subject: 'Bienvenue à Acme – 招待',
        text: 'Bonjour',
        html: '<p>Bonjour</p>',
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        replyTo: ['help@example.com'],
        headers: { 'X-Roster': 'yes' },
        tags: { invitation: 'inv_1' },
        configurationSet: 'roster',
      }),
    ])
    expect(await read('/messages?to=nn@example.org')).toEqual([])
  })

  test('is listed newest first, by the stack’s clock', async () => {
    await send(mailTo('bob@example.org', { Content: simple({ Subject: { Data: 'first' } }) }))
    await send(mailTo('bob@example.org', { Content: simple({ Subject: { Data: 'second' } }) }))
    clock.advance(86_400)
    mailbox.deliver({
      to: 'bob@example.org',
      from: 'no-reply@verificationemail.com',
      subject: 'third',
      text: 'Your code is 123456',
    })
    const list: { subject: string; date: string }[] = await read('/messages?to=bob@example.org')
    expect(list.map(mail => mail.subject)).toEqual(['third', 'second', 'first'])
    expect(Date.parse(list[0]?.date ?? '')).toBeGreaterThanOrEqual(Date.parse(list[1]?.date ?? '') + 86_400_000)
    expect((await read('/messages')).length).toBeGreaterThan(3)
  })

  test('is told as sent and delivered, with its tags', async () => {
    const { MessageId } = await send(
      mailTo('cleo@example.org', { EmailTags: [{ Name: 'org', Value: 'org_1' }], ConfigurationSetName: 'roster' }),
    )
    const [sent, delivered] = await told(2)
    expect(sent).toMatchObject({ source: 'aws.ses', 'detail-type': 'Email Sent', detail: { eventType: 'Send' } })
    expect(delivered).toMatchObject({
      'detail-type': 'Email Delivered',
      detail: {
        eventType: 'Delivery',
        mail: {
          messageId: MessageId,
          destination: ['cleo@example.org'],
          tags: { org: ['org_1'], 'ses:configuration-set': ['roster'] },
        },
        delivery: { recipients: ['cleo@example.org'] },
      },
    })
  })

  test('is told again when the telling failed', async () => {
    refusals = 2
    await send(mailTo('dora@example.org'))
    expect((await told(2)).map(event => event.detail.eventType)).toEqual(['Send', 'Delivery'])
  })
})

describe('the simulator', () => {
  test.each([
    ['success@simulator.amazonses.com', ['Send', 'Delivery'], {}],
    [
      'bounce+inv_1@simulator.amazonses.com',
      ['Send', 'Bounce'],
      { bounce: { bounceType: 'Permanent', bounceSubType: 'General' } },
    ],
    [
      'suppressionlist@simulator.amazonses.com',
      ['Send', 'Bounce'],
      { bounce: { bounceType: 'Permanent', bounceSubType: 'Suppressed' } },
    ],
    ['complaint+x@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint'], { complaint: { complaintFeedbackType: 'abuse' } }],
  ])('%s is answered by %j', async (to, types, detail) => {
    await send(mailTo(to))
    const happened = await told(types.length)
    expect(happened.map(event => event.detail.eventType)).toEqual(types)
    expect(happened.at(-1)?.detail).toMatchObject(detail)
  })

  test('a virus is rejected', async () => {
    await send(mailTo('ann@example.org', { Content: simple({ Body: { Text: { Data: 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE' } } }) }))
    expect((await told(1))[0]).toMatchObject({
      'detail-type': 'Email Rejected',
      detail: { eventType: 'Reject', reject: { reason: 'Bad content' } },
    })
  })
})

describe('the suppression list', () => {
  const EmailAddress = 'gone+1@example.org'
  const put = (Reason: SuppressionListReason) => ses.send(new PutSuppressedDestinationCommand({ EmailAddress, Reason }))
  const remove = () => ses.send(new DeleteSuppressedDestinationCommand({ EmailAddress }))
  const find = () => ses.send(new GetSuppressedDestinationCommand({ EmailAddress: EmailAddress.toUpperCase() }))

  test.each([
    ['BOUNCE', 'Bounce', { bounce: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' } }],
    ['COMPLAINT', 'Complaint', { complaint: { complaintSubType: 'OnAccountSuppressionList' } }],
  ] as const)('keeps mail from whom it holds for a %s, until they are taken off it', async (reason, type, detail) => {
    await put(reason)
    expect((await find()).SuppressedDestination).toMatchObject({ EmailAddress, Reason: reason, LastUpdateTime: expect.any(Date) })
    await send(mailTo(EmailAddress))
    const [, withheld] = await told(2)
    expect(withheld?.detail).toMatchObject({ eventType: type, ...detail })
    await remove()
    events.length = 0
    await send(mailTo(EmailAddress))
    expect((await told(2)).map(event => event.detail.eventType)).toEqual(['Send', 'Delivery'])
  })

  test('says who is not on it, and can break down', async () => {
    await expect(find()).rejects.toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } })
    await expect(remove()).rejects.toMatchObject({ name: 'NotFoundException' })
    faults.set({ service: 'ses', operation: 'GetSuppressedDestination', rate: 1, error: 'TooManyRequestsException' })
    await expect(find()).rejects.toMatchObject({ name: 'TooManyRequestsException' })
  })

  test('never takes up the simulator’s addresses', async () => {
    await send(mailTo('bounce@simulator.amazonses.com'))
    await send(mailTo('bounce@simulator.amazonses.com'))
    expect((await told(4)).map(({ detail }) => detail.eventType)).toEqual(['Send', 'Bounce', 'Send', 'Bounce'])
    expect(events.map(({ detail }) => detail.bounce)).not.toContainEqual(
      expect.objectContaining({ bounceSubType: 'OnAccountSuppressionList' }),
    )
  })
})

describe('SES refuses', () => {
  test.each<[string, SendEmailCommandInput]>([
    ['no sender', mailTo('a@example.org', { FromEmailAddress: undefined })],
    ['no receiver', mailTo([])],
    ['51 receivers', mailTo(Array.from({ length: 51 }, (_, n) => `a${n}@example.org`))],
    ['an address without a domain', mailTo('ann')],
    ['an address with a space', mailTo('an n@example.org')],
    ['two addresses in one', mailTo('a@example.org,b@example.org')],
    ['a letter beyond ASCII in an address', mailTo('zoë@example.org')],
    ['a line break in an address', mailTo('a@example.org\r\nBcc: b@example.org')],
    ['no subject', mailTo('a@example.org', { Content: simple({ Subject: { Data: '' } }) })],
    ['a line break in the subject', mailTo('a@example.org', { Content: simple({ Subject: { Data: 'a\nb' } }) })],
    ['no body', mailTo('a@example.org', { Content: simple({ Body: {} }) })],
    [
      'a header’s value beyond ASCII',
      mailTo('a@example.org', { Content: simple({ Headers: [{ Name: 'X-Name', Value: 'é' }] }) }),
    ],
    ['a tag with an @', mailTo('a@example.org', { EmailTags: [{ Name: 'to', Value: 'a@b' }] })],
  ])('%s', async (_, input) => {
    const before = (await read('/messages')).length
    await expect(send(input)).rejects.toMatchObject({ name: 'BadRequestException', $metadata: { httpStatusCode: 400 } })
    expect(await read('/messages')).toHaveLength(before)
  })

  test('a sender that nobody verified', async () => {
    await expect(send(mailTo('a@example.org', { FromEmailAddress: 'two@other.example' }))).rejects.toBeInstanceOf(MessageRejected)
    await expect(send(mailTo('a@example.org', { FromEmailAddress: 'x@notexample.com' }))).rejects.toThrow(
      /^Email address is not verified\..*x@notexample\.com$/,
    )
    await send(mailTo('a@example.org', { FromEmailAddress: 'one@other.example' }))
    await send(mailTo('a@example.org', { FromEmailAddress: 'x@sub.example.com' }))
  })
})

describe('faults', () => {
  test('are SES’s own errors, and no mail', async () => {
    faults.set({ service: 'ses', operation: 'SendEmail', rate: 1, error: 'TooManyRequestsException' })
    await expect(send(mailTo('eve@example.org'))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    })
    faults.set({ service: 'ses', operation: 'SendEmail', rate: 1, error: 'ConnectionRefused' })
    await expect(send(mailTo('eve@example.org'))).rejects.toThrow()
    expect(await read('/messages?to=eve@example.org')).toEqual([])
  })

  test('can lose the answer after the mail went out', async () => {
    faults.set({ service: 'ses', operation: '*', rate: 1, error: 'ConnectionLost' })
    await expect(send(mailTo('lost@example.org'))).rejects.toThrow()
    expect(await read('/messages?to=lost@example.org')).toHaveLength(1)
  })
})

describe('the page', () => {
  const nasty = '<script>alert(1)</script>'

  test('lists mail, everybody’s or one person’s, with names escaped', async () => {
    mailbox.deliver({ to: 'fay@example.org', from: 'a@example.com', subject: nasty })
    const { text, policy } = await page('/?to=fay@example.org')
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(text).not.toContain(nasty)
    expect(text).not.toContain('bob@example.org')
    expect(policy).toContain("default-src 'none'")
    expect((await page('/')).text).toContain('bob@example.org')
  })

  test('shows one mail, its HTML in a sandbox from which links open in another window', async () => {
    const html = `<a href="https://app.example/#token">Accept</a>${nasty}`
    const { id } = mailbox.deliver({
      to: 'gil@example.org',
      from: 'a@example.com',
      subject: 'Hi',
      html,
      text: 'See https://app.example/#token',
      tags: { kind: 'x' },
    })
    const { text, policy } = await page(`/mail/${id}`)
    expect(text).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"')
    expect(text).toContain('<a href="https://app.example/#token" target="_blank" rel="noreferrer">')
    expect(policy).not.toContain('unsafe')
    const body = await page(`/mail/${id}/body`)
    expect(body.text).toContain('<base target="_blank">')
    expect(body.text).toContain(html)
    expect(body.policy).toMatch(/default-src 'none'.*sandbox allow-popups/)
    expect(body.policy).not.toContain('script')
  })

  test('is closed to web pages from elsewhere', async () => {
    expect((await fetch(`${mailbox.url}/messages`, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
  })

  test('says what there is not, and takes no other method', async () => {
    expect((await page('/mail/none')).status).toBe(404)
    expect((await fetch(`${mailbox.url}/messages`, { method: 'DELETE' })).status).toBe(405)
  })
})

test('mail outlives a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roster-'))
  const open = async () => {
    const kept = openState(folder)
    const box = await startMailbox({ port: 0, state: kept, clock: openClock(kept), faults, verifiedFrom: [], onEvent: () => {} })
    return { kept, box }
  }
  const before = await open()
  before.box.deliver({ to: 'a@example.org', from: 'b@example.org', subject: 'old' })
  await before.box.close()
  before.kept.close()
  const after = await open()
  after.box.deliver({ to: 'a@example.org', from: 'b@example.org', subject: 'new' })
  const list: { subject: string }[] = await (await fetch(`${after.box.url}/messages`)).json()
  expect(list.map(mail => mail.subject)).toEqual(['new', 'old'])
  await after.box.close()
  after.kept.close()
  rmSync(folder, { recursive: true })
})
