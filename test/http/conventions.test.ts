import { beforeAll, expect, test } from 'vitest'
import { lambdaContext } from '../../infra/local/lambda-context.ts'
import { type Ask, ask, type Json, tokenFor } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import { createOrg, freshEmail, invited, type Org } from '../support/people.ts'
import { expectFaults, expectOurHeaders, expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createOrg(stack())
})

const asOwner = (method: string, path: string, more: Ask = {}) =>
  ask(stack(), method, `/v1/orgs/${org.id}${path}`, { token: org.owner.token, ...more })
const lookup = (more: Ask) => ask(stack(), 'POST', '/v1/invitations/lookup', more)

test('health says in which version the API answers, with our headers', async () => {
  const answer = await ask(stack(), 'GET', '/health')
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  expectOurHeaders(answer)
})

test('D12: a success is JSON with our headers, an ETag of its version, and a request id of its own each time', async () => {
  const [one, other] = [await asOwner('GET', ''), await asOwner('GET', '')]
  expect(one.status).toBe(200)
  expect(one.headers.get('content-type')).toBe('application/json')
  expect(one.headers.get('etag')).toBe(`"${one.body.version}"`)
  expectOurHeaders(one)
  expect(one.headers.get('x-request-id')).not.toBe(other.headers.get('x-request-id'))
})

test.each([
  ['GET', '/v1/nothing'],
  ['GET', '/V1/me'],
  ['GET', '/v1/me/'],
  ['PUT', '/health'],
  ['DELETE', '/v1/me'],
  ['POST', '/v1/orgs'],
  ['PATCH', '/v1/nothing/at/all'],
  ['GET', '/v1/orgs//users'],
  ['GET', '/assets/nothing.js'],
  ['GET', '/assets/..%2fpackage.json'],
])('an unknown route is a 404 problem: %s %s', async (method, path) => {
  expectProblem(await ask(stack(), method, path, method === 'GET' ? {} : { body: { any: 'thing' } }), 404, 'not_found')
})

test('an unknown route is 404 whatever body it is sent: malformed, huge, or not JSON', async () => {
  for (const body of ['{', 'x'.repeat(200_000), '<a/>']) {
    expectProblem(await ask(stack(), 'POST', '/v1/nothing', { body }), 404, 'not_found')
    expectProblem(
      await ask(stack(), 'POST', '/v1/nothing', { body, headers: { 'content-type': 'text/plain' } }),
      404,
      'not_found',
    )
  }
})

test.each(['{', '', 'nothing', '{"token":}', '{"token":"a"} x', "{'token':'a'}"])('malformed JSON is 400: %s', async body => {
  expectProblem(await lookup({ body }), 400, 'malformed_json')
})

test.each(['null', '[]', '"text"', '7', 'true'])('JSON that is no object is 422: %s', async body => {
  expectFaults(await lookup({ body }), ['body'])
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'application/xml', 'multipart/form-data'])(
  'a body of another content type is 415: %s',
  async type => {
    expectProblem(await lookup({ body: '{"token":"a"}', headers: { 'content-type': type } }), 415, 'unsupported_media_type')
  },
)

test('a missing body where one is needed is 415, and JSON is taken in any spelling of its type', async () => {
  expectProblem(await lookup({}), 415, 'unsupported_media_type')
  for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset=UTF-8']) {
    expectProblem(await lookup({ body: { token: 'x' }, headers: { 'content-type': type } }), 404, 'invitation_not_found')
  }
})

test('a body of exactly 64 KiB passes, one byte more is 413, counted in bytes and not in letters', async () => {
  const inviting = (message: string) => JSON.stringify({ invitations: [{ email: freshEmail() }], message })
  const padded = (body: string, bytes: number) => body + ' '.repeat(bytes - Buffer.byteLength(body))
  const passes = await asOwner('POST', '/invitations', { body: padded(inviting('é'), 65_536) })
  expect(passes.body.results).toMatchObject([{ status: 'created' }])
  const body = padded(inviting('é'), 65_537)
  expect(body.length).toBe(65_536)
  expectProblem(await asOwner('POST', '/invitations', { body }), 413, 'payload_too_large')
})

test('every fault of a request is listed at once: body, query and headers', async () => {
  const answer = await asOwner('PATCH', `/users/${org.owner.id}?color=red`, {
    body: { roleIds: [], locale: 'xx', shoe: 1 },
    headers: { 'idempotency-key': 'not visible' },
  })
  expectFaults(answer, ['query.color', 'roleIds', 'locale', 'shoe', 'Idempotency-Key'])
})

test('what is missing and what is of a wrong type are told apart', async () => {
  const invitations = [{ firstName: 7, roleIds: 'rol_member' }]
  const { body } = await asOwner('POST', '/invitations', { body: { invitations } })
  const { errors } = body.results[0].error
  expect(Object.fromEntries(errors.map(({ path, message }: Json) => [path, message]))).toEqual({
    email: 'is missing; in its place a username would do',
    firstName: 'must be a string',
    roleIds: 'must be an array',
  })
})

test('unknown body fields are refused by name, the treacherous ones too', async () => {
  const [path, body] = [`/users/${org.owner.id}`, '{"__proto__":{"a":1},"constructor":1,"status":"active","id":"usr_1"}']
  expectFaults(await asOwner('PATCH', path, { body }), ['__proto__', 'constructor', 'status', 'id'])
})

test('unknown query parameters are refused by name, on routes without any parameter too', async () => {
  expectFaults(await asOwner('GET', '/users?shoe=1&__proto__=2'), ['query.shoe', 'query.__proto__'])
  expectFaults(await asOwner('GET', '?shoe=1'), ['query.shoe'])
  expectFaults(await asOwner('GET', '/roles?shoe=1'), ['query.shoe'])
  expectFaults(await ask(stack(), 'GET', '/health?shoe=1'), ['query.shoe'])
})

test('a POST without a declared body takes none or an empty object, and refuses anything else', async () => {
  const { invitation } = await invited(stack(), org, { email: freshEmail() })
  const path = `/invitations/${invitation.id}/resend`
  expectFaults(await asOwner('POST', path, { body: { shoe: 1 } }), ['shoe'])
  expectProblem(await asOwner('POST', path, { body: '{' }), 400, 'malformed_json')
  expect((await asOwner('POST', path, { body: {} })).status).toBe(200)
  expect((await asOwner('POST', path)).status).toBe(200)
})

test.each(['x', 'org_', 'ORG_01', 'org_0%23x', 'org_%00', `org_${'a'.repeat(61)}`, '%F0%9F%98%80', 'usr_0', 'org_a.b'])(
  'a malformed organization id is 404 like one that never existed: %s',
  async id => {
    const get = (path: string) => ask(stack(), 'GET', `/v1/orgs/${path}`, { token: org.owner.token })
    const never = expectProblem(await get('org_0000000000'), 404, 'not_found')
    for (const path of [id, `${id}/users`, `${id}/invitations/inv_0`])
      expect({ ...expectProblem(await get(path), 404, 'not_found'), requestId: '' }).toEqual({ ...never, requestId: '' })
  },
)

test('malformed ids of users and invitations are 404, and an id of another kind names nothing', async () => {
  for (const id of ['x', 'usr_', 'USR_01', 'usr_%23', org.id, 'inv_0'])
    expectProblem(await asOwner('GET', `/users/${id}`), 404, 'not_found')
  for (const id of ['x', 'inv_', org.owner.id, 'ORG']) expectProblem(await asOwner('GET', `/invitations/${id}`), 404, 'not_found')
})

test('GET and HEAD on anything never use a token up, as mail scanners send them', async () => {
  const email = freshEmail()
  await invited(stack(), org, { email })
  const token = await tokenFor(stack(), email)
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    for (const path of ['/v1/invitations/accept', '/v1/invitations/decline', '/v1/invitations/lookup'])
      expect((await ask(stack(), method, `${path}?token=${token}`)).status).toBe(404)
  expect((await ask(stack(), 'GET', '/accept')).status).toBe(200)
  for (let times = 0; times < 3; times++) expect((await lookup({ body: { token } })).body).toMatchObject({ email })
  const accepted = await ask(stack(), 'POST', '/v1/invitations/accept', { body: { token, password: 'correct horse 42' } })
  expect(accepted.body).toMatchObject({ email, status: 'active' })
})

test('half a character, which no database takes, is malformed JSON wherever it stands, and changes nothing', async () => {
  const [path, before] = [`/users/${org.owner.id}`, await asOwner('GET', `/users/${org.owner.id}`)]
  for (const body of ['{"firstName":"\\ud800"}', '{"displayName":"a\\udfffb"}', '{"\\udc00":1}'])
    expectProblem(await asOwner('PATCH', path, { body }), 400, 'malformed_json')
  expect((await asOwner('GET', path)).body).toEqual(before.body)
  const body = `{"invitations":[{"email":"${freshEmail()}"}],"message":"\\ud800"}`
  expectProblem(await asOwner('POST', '/invitations', { body }), 400, 'malformed_json')
  const whole = await asOwner('PATCH', path, { body: '{"displayName":"\\ud83d\\ude00"}' })
  expect(whole.body.displayName).toBe('\u{1f600}')
})

test('a request that takes longer than a function may is a 503 that says when to come again, and no fault of ours', async () => {
  const http = { method: 'POST', path: '/v1/invitations/lookup', sourceIp: '127.0.0.1', userAgent: 'test' }
  const event = {
    version: '2.0',
    rawPath: http.path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: 'none' }),
    isBase64Encoded: false,
    requestContext: { requestId: 'late', http },
  }
  await breakDown(stack(), { service: 'dynamodb', operation: '*', error: 'ThrottlingException' })
  const answer = (await stack().invoke('lookupInvitation', event, lambdaContext('lookupInvitation', 550))) as Json // API Gateway's form
  await mend(stack())
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2'])
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'unavailable', detail: expect.stringContaining('longer than a request') })
})
