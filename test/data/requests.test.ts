import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { describe, expect, test } from 'vitest'
import { faultsOf } from '../../shared/http/problems.ts'
import { type BodyOf, MAX_BODY_BYTES, paramsOf, parseRequest } from '../../shared/http/request.ts'
import { declineInvitation, inviteUsers } from '../../shared/routes/invitations.ts'
import type { RouteSpec } from '../../shared/routes/route.ts'
import { changeUser, listUsers, suspendUser } from '../../shared/routes/users.ts'
import { refusalFrom, verdictOf } from '../domain/people.ts'

type Sent = { body?: unknown; text?: string; query?: Record<string, string>; headers?: Record<string, string>; base64?: boolean }

/** An event as API Gateway makes it, as far as parsing looks at it. */
const eventOf = ({ body, text, query, headers, base64 = false }: Sent) =>
  ({
    headers: { 'content-type': 'application/json', ...headers },
    queryStringParameters: query,
    pathParameters: { orgId: 'org_1' },
    body: text ?? (body === undefined ? undefined : JSON.stringify(body)),
    isBase64Encoded: base64,
    requestContext: { requestId: 'req', http: { sourceIp: '192.0.2.1', userAgent: 'test' } },
  }) as unknown as APIGatewayProxyEventV2 // the rest of it is not read here

const parse = (route: RouteSpec, sent: Sent) => parseRequest(route, eventOf(sent))
const refusal = (route: RouteSpec, sent: Sent) => refusalFrom(() => parse(route, sent))
const faults = (route: RouteSpec, sent: Sent) =>
  Object.fromEntries(refusal(route, sent).facts.errors?.map(({ path, message }) => [path, message]) ?? [])

describe('a body', () => {
  test('that is no JSON is malformed, and says where', () => {
    for (const text of ['{"a":', '', 'nope', "{'a':1}", '{"a":1}}', '{"a":1,}']) {
      expect(refusal(changeUser, { text }).code).toBe('malformed_json')
    }
    expect(refusal(changeUser, { text: '{"firstName":' }).message).toContain('not valid JSON')
  })

  test('that is not UTF-8 is malformed', () => {
    const text = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64')
    expect(refusal(changeUser, { text, base64: true }).code).toBe('malformed_json')
  })

  test('may come in base64', () => {
    const text = Buffer.from('{"firstName":"Åse"}').toString('base64')
    expect(parse(changeUser, { text, base64: true }).body).toEqual({ firstName: 'Åse' })
  })

  test.each([null, 1, 'text', [], true])('that is %j instead of an object is invalid', body => {
    expect(refusal(changeUser, { body }).code).toBe('validation_failed')
  })

  test('of 64 KiB is taken, of one byte more not, counted in bytes', () => {
    const padded = (bytes: number, with_ = ' ') => ({ text: `{}${with_.repeat(bytes)}` })
    expect(verdictOf(() => parse(changeUser, padded(MAX_BODY_BYTES - 2)))).toBe('ok')
    expect(verdictOf(() => parse(changeUser, padded(MAX_BODY_BYTES - 1)))).toBe('payload_too_large')
    expect(verdictOf(() => parse(changeUser, padded(MAX_BODY_BYTES / 3, '€')))).toBe('payload_too_large')
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', ''])(
    'of the type %j is not taken',
    type => {
      expect(refusal(changeUser, { body: {}, headers: { 'content-type': type } }).code).toBe('unsupported_media_type')
    },
  )

  test.each(['application/json', 'Application/JSON; charset=utf-8', 'application/json ;charset=utf-8'])(
    'of the type %j is',
    type => {
      expect(verdictOf(() => parse(changeUser, { body: {}, headers: { 'content-type': type } }))).toBe('ok')
    },
  )

  test('is not asked for where the route takes none, but what is in one is refused', () => {
    expect(verdictOf(() => parse(suspendUser, { headers: { 'content-type': '' } }))).toBe('ok')
    expect(verdictOf(() => parse(suspendUser, { body: {} }))).toBe('ok')
    expect(faults(suspendUser, { body: { reason: 'x' } })).toEqual({ reason: 'is not known here; leave it out' })
  })
})

describe('faults', () => {
  test('are all told at once, each at its path', () => {
    const sent = {
      body: { communicationEmail: 'no', zip: 1, role: 2 },
      headers: { 'idempotency-key': 'ä' },
    }
    expect(faults(changeUser, sent)).toEqual({
      communicationEmail: 'must be one plain email address, such as maria@example.com',
      zip: 'is not known here; leave it out',
      role: 'is not known here; leave it out',
      'Idempotency-Key': 'must be 1 to 255 visible ASCII characters',
    })
  })

  test('of one entry of a bulk are the entry’s own', () => {
    const { body } = parse(inviteUsers, { body: { invitations: [{ email: 'no', zip: 1 }, null, { email: 'a@example.com' }] } })
    const { invitations } = body as BodyOf<typeof inviteUsers> // the helper takes any route
    const told = invitations.map(entry => ('faults' in entry ? faultsOf(entry.faults) : entry))
    expect(told).toEqual([
      [
        { path: 'email', message: 'must be one plain email address, such as maria@example.com' },
        { path: 'zip', message: 'is not known here; leave it out' },
      ],
      [{ path: 'body', message: 'must be an object' }],
      { email: 'a@example.com' },
    ])
  })

  test('say what is missing', () => {
    expect(faults(declineInvitation, { body: {} })).toEqual({ token: 'is missing' })
  })

  test('say of which type a field must be when it is of another', () => {
    expect(faults(declineInvitation, { body: { token: 5 } })).toEqual({ token: 'must be a string' })
    expect(faults(inviteUsers, { body: { invitations: {} } })).toEqual({ invitations: 'must be an array' })
  })

  test('say how much is too much, and what is too little', () => {
    const people = Array.from({ length: 101 }, (_, index) => ({ email: `p${index}@example.com` }))
    expect(faults(inviteUsers, { body: { invitations: people } })).toEqual({ invitations: 'may have at most 100 entries' })
    expect(faults(inviteUsers, { body: { invitations: [] } })).toEqual({ invitations: 'needs at least 1 entries' })
    expect(faults(changeUser, { body: { firstName: 'x'.repeat(101) } })).toEqual({ firstName: 'may have at most 100 characters' })
  })

  test('say which words are possible', () => {
    expect(faults(changeUser, { body: { locale: 'xx' } })).toEqual({ locale: 'must be one of: en, fr, de, es, pt, ja, ar' })
    expect(faults(listUsers, { query: { status: 'active,gone' } })).toEqual({
      'query.status': 'must be a comma list of: invited, expired, active, suspended, inactive',
    })
  })

  test('say what must not be in a name', () => {
    expect(faults(changeUser, { body: { firstName: 'a\nb' } })).toEqual({
      firstName: 'must not contain line breaks or control characters',
    })
  })

  test('say that something was named twice', () => {
    expect(faults(changeUser, { body: { roleIds: ['rol_a', 'rol_a'] } })).toEqual({ roleIds: 'must not name the same one twice' })
  })

  test('of an id say so, and repeat nothing of it', () => {
    expect(faults(changeUser, { body: { roleIds: ['x<script>'] } })).toEqual({ 'roleIds.0': 'does not have the right form' })
  })

  test('name query parameters that are not known', () => {
    expect(faults(listUsers, { query: { q2: 'x', sort: 'size' } })).toEqual({
      'query.sort': expect.stringContaining('must be one of: name'),
      'query.q2': 'is not known here; leave it out',
    })
  })

  test('never say only that something is invalid', () => {
    for (const body of [
      null,
      5,
      { siteIds: 5 },
      { siteIds: ['x'] },
      { communicationEmail: 3 },
      { locale: 1 },
      { roleIds: 'all' },
    ]) {
      for (const { message } of refusal(changeUser, { body }).facts.errors ?? []) expect(message).not.toMatch(/invalid input/i)
    }
  })
})

test.each(['0', '101', '-1', '1.5', '1e1', '', ' 5', 'all', '999'])('a limit of %j is refused', limit => {
  expect(refusal(listUsers, { query: { limit } }).code).toBe('validation_failed')
})

test('a limit is 50 unless another is asked for', () => {
  expect(parse(listUsers, {}).query).toEqual({ limit: 50, sort: 'name' })
  expect(parse(listUsers, { query: { limit: '100' } }).query).toEqual({ limit: 100, sort: 'name' })
})

test('a path parameter that no id can look like names nothing, as an id that never existed', () => {
  const params = (pathParameters: Record<string, string>) => verdictOf(() => paramsOf({ ...eventOf({}), pathParameters }))
  expect(params({ orgId: 'org_1', userId: 'usr_1' })).toBe('ok')
  for (const userId of ['org_1', '..', 'usr_#', 'usr_%23', '', 'null'])
    expect(params({ orgId: 'org_1', userId })).toBe('not_found')
})

test.each(['a', 'x'.repeat(255), '!~'])('the idempotency key %s is taken', key => {
  const sent = { body: { invitations: [{ email: 'a@example.com' }] }, headers: { 'idempotency-key': key } }
  expect(parse(inviteUsers, sent).idempotencyKey).toBe(key)
})

test.each(['', 'x'.repeat(256), 'a b', 'ä', '\t'])('the idempotency key %j is refused', key => {
  const sent = { body: { invitations: [{ email: 'a@example.com' }] }, headers: { 'idempotency-key': key } }
  expect(refusal(inviteUsers, sent).code).toBe('validation_failed')
})
