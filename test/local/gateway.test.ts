import { once } from 'node:events'
import { connect } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openClock } from '../../infra/local/clock.ts'
import { type GatewayEvent, type GatewayOptions, type GatewayRoute, startGateway } from '../../infra/local/gateway.ts'
import { json, type Served, serve } from '../../infra/local/serve.ts'
import { openState } from '../../infra/local/state.ts'

const routes: GatewayRoute[] = [
  { name: 'readMe', method: 'GET', path: '/v1/me', auth: 'jwt' },
  { name: 'readUser', method: 'GET', path: '/v1/users/{userId}', auth: 'none' },
  { name: 'exportUsers', method: 'GET', path: '/v1/users/export', auth: 'none' },
  { name: 'echo', method: 'POST', path: '/v1/echo', auth: 'none' },
  { name: 'behave', method: 'GET', path: '/v1/behave', auth: 'none' },
]

const audience = 'client-1'
const clock = openClock(openState(null))
let issuer: Served
let gateway: Served
let keySetRequests = 0
let events: { name: string; event: GatewayEvent }[] = []
let behave: () => unknown
let signer = { kid: 'key-1', ...(await generateKeyPair('RS256')) }

// The result is whatever a broken function may return, so it is no APIGatewayProxyResultV2.
const invoke: GatewayOptions['invoke'] = async (name, event) => {
  events.push({ name, event })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (name === 'behave' ? await behave() : { statusCode: 200, body: name }) as string
}

const start = (options: Partial<GatewayOptions> = {}) =>
  startGateway({ port: 0, routes, fallback: 'notFound', invoke, issuer: issuer.url, audience, clock, ...options })

async function answerAsIssuer(path: string) {
  if (path === '/.well-known/openid-configuration') return json(200, { issuer: issuer.url, jwks_uri: `${issuer.url}/keys` })
  keySetRequests += 1
  return json(200, { keys: [{ ...(await exportJWK(signer.publicKey)), kid: signer.kid, alg: 'RS256', use: 'sig' }] })
}

const seconds = () => Math.floor(clock.now() / 1000)

const sign = (claims: JWTPayload = {}, header = { alg: 'RS256', kid: signer.kid }) =>
  new SignJWT({ iss: issuer.url, client_id: audience, iat: seconds(), exp: seconds() + 900, ...claims })
    .setProtectedHeader(header)
    .sign(signer.privateKey)

const bearer = async (claims?: JWTPayload) => ({ headers: { authorization: `Bearer ${await sign(claims)}` } })

const lastEvent = () => {
  const last = events.at(-1)
  if (!last) throw new Error('no function was called')
  return last
}

/** Sends bytes as they are and gives back everything that comes until the server closes. */
async function raw(bytes: string, port = gateway.port): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', part => {
    received += part.toString()
  })
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return received
}

const request = (line: string, headers: string[] = []) =>
  raw([`${line} HTTP/1.1`, 'Host: api', 'Connection: close', ...headers].join('\r\n').concat('\r\n\r\n'))

const behaved = () => fetch(`${gateway.url}/v1/behave`)

const stillWell = async () => expect((await behaved()).status).toBe(200)

const post = (size: number, type: string) =>
  fetch(`${gateway.url}/v1/echo`, { method: 'POST', body: Buffer.alloc(size, 'x'), headers: { 'content-type': type } })

beforeAll(async () => {
  issuer = await serve(0, ({ url }) => answerAsIssuer(url.pathname))
  gateway = await start()
})

beforeEach(() => {
  events = []
  behave = () => ({ statusCode: 200 })
})

afterAll(() => Promise.all([gateway.close(), issuer.close()]))

describe('the event', () => {
  it('has format 2.0, with lower-case headers, joined duplicates and decoded parameters', async () => {
    await request('GET /v1/users/Zo%C3%AB%20B?tag=a%20b&tag=c&x=', ['X-Two: 1', 'x-two: 2', 'Cookie: a=1; b=2', 'User-Agent: me'])
    const { name, event } = lastEvent()
    expect(name).toBe('readUser')
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/users/{userId}',
      rawPath: '/v1/users/Zoë B',
      rawQueryString: 'tag=a%20b&tag=c&x=',
      queryStringParameters: { tag: 'a b,c', x: '' },
      pathParameters: { userId: 'Zoë B' },
      cookies: ['a=1', 'b=2'],
      headers: { host: 'api', 'x-two': '1,2', 'x-forwarded-for': '127.0.0.1', 'content-length': '0' },
      isBase64Encoded: false,
      requestContext: {
        stage: '$default',
        routeKey: 'GET /v1/users/{userId}',
        http: { method: 'GET', path: '/v1/users/Zoë B', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'me' },
      },
    })
    expect(event.headers).not.toHaveProperty('cookie')
  })

  it('leaves out what the request does not have', async () => {
    await fetch(`${gateway.url}/v1/behave`)
    for (const field of ['body', 'cookies', 'pathParameters', 'queryStringParameters'])
      expect(lastEvent().event).not.toHaveProperty(field)
    expect(lastEvent().event.requestContext).not.toHaveProperty('authorizer')
  })

  it("tells the stack's time", async () => {
    clock.advance(86_400)
    await fetch(`${gateway.url}/v1/behave`)
    const { time, timeEpoch } = lastEvent().event.requestContext
    expect(Math.abs(timeEpoch - clock.now())).toBeLessThan(5000)
    expect(time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
  })

  it.each([
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/problem+json', true],
    ['application/x-www-form-urlencoded', true],
    ['application/octet-stream', true],
  ])('with %s has a base64 body: %s', async (type, base64) => {
    await fetch(`${gateway.url}/v1/echo`, { method: 'POST', body: Buffer.from('{"é":1}'), headers: { 'content-type': type } })
    const { isBase64Encoded, body } = lastEvent().event
    expect(isBase64Encoded).toBe(base64)
    expect(Buffer.from(body ?? '', base64 ? 'base64' : 'utf8').toString()).toBe('{"é":1}')
  })

  it('appends the real address to what the client claims', async () => {
    await fetch(`${gateway.url}/v1/behave`, { headers: { 'x-forwarded-for': '9.9.9.9' } })
    expect(lastEvent().event.headers['x-forwarded-for']).toBe('9.9.9.9, 127.0.0.1')
    expect(lastEvent().event.requestContext.http.sourceIp).toBe('127.0.0.1')
  })
})

describe('the route', () => {
  it.each([
    ['GET /v1/users/export', 'exportUsers'],
    ['GET /v1/users/exports', 'readUser'],
    ['GET http://api.example/v1/users/u1?x', 'readUser'],
    ['GET /v1/users/%75', 'readUser'],
    ['HEAD /v1/users/u1', 'notFound'],
    ['OPTIONS /v1/users/u1', 'notFound'],
    ['PUT /v1/users/u1', 'notFound'],
    ['GET /v1/users/', 'notFound'],
    ['GET /v1/users/u1/', 'notFound'],
    ['GET /v1/users/a%2Fb', 'notFound'],
    ['GET //v1/users/u1', 'notFound'],
    ['GET /V1/users/u1', 'notFound'],
    ['GET /', 'notFound'],
  ])('of %s is %s', async (line, name) => {
    expect(await request(line)).toMatch(/^HTTP\/1.1 200 /)
    expect(lastEvent().name).toBe(name)
    if (name === 'notFound') expect(lastEvent().event.routeKey).toBe('$default')
  })

  it('loses what follows an encoded question mark', async () => {
    await request('GET /v1/users/u1%3Fadmin=true?real=1')
    expect(lastEvent().event).toMatchObject({ rawPath: '/v1/users/u1', queryStringParameters: { real: '1' } })
  })

  it.each(['/v1/users/%', '/v1/users/%zz', '/v1/users/%ff%fe'])('%s is 400', async path => {
    expect(await request(`GET ${path}`)).toMatch(/^HTTP\/1.1 400 [^]*\{"message":"Bad Request"\}$/)
    expect(events).toEqual([])
  })
})

describe('the JWT authorizer', () => {
  it('hands on every claim as a string', async () => {
    const response = await fetch(
      `${gateway.url}/v1/me`,
      await bearer({ sub: 's', groups: ['a', 'b'], ok: true, none: null, address: { city: 'X' } }),
    )
    expect(response.status).toBe(200)
    const { claims, scopes } = lastEvent().event.requestContext.authorizer?.jwt ?? {}
    expect(claims).toMatchObject({
      sub: 's',
      groups: '[a b]',
      ok: 'true',
      address: '{"city":"X"}',
      iat: String(Number(claims?.exp) - 900),
    })
    expect(claims).not.toHaveProperty('none')
    expect(scopes).toBeNull()
  })

  it('takes the bare token, and aud before client_id', async () => {
    const bare = await fetch(`${gateway.url}/v1/me`, {
      headers: { authorization: await sign({ aud: ['other', audience], client_id: 'x' }) },
    })
    expect(bare.status).toBe(200)
  })

  it.each<[string, () => JWTPayload]>([
    ['expired', () => ({ exp: seconds() - 1 })],
    ['not yet valid', () => ({ nbf: seconds() + 60 })],
    ['issued in the future', () => ({ iat: seconds() + 60 })],
    ["another issuer's", () => ({ iss: 'https://elsewhere.example' })],
    ["another client's", () => ({ client_id: 'other' })],
    ["another audience's, whatever its client_id", () => ({ aud: 'other' })],
    ['without an expiry', () => ({ exp: undefined })],
  ])('refuses a token that is %s', async (_, claims) => {
    const response = await fetch(`${gateway.url}/v1/me`, await bearer(claims()))
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ message: 'Unauthorized' })
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer scope="" error="invalid_token" error_description="[^"]+"$/)
    expect(events).toEqual([])
  })

  it('refuses no token, garbage, a forged signature, an unsigned token and an unknown key', async () => {
    const token = await sign()
    const [head, body] = token.split('.')
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
    const unknown = await sign({}, { alg: 'RS256', kid: 'unknown' })
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      'Basic YTpi',
      `Bearer ${head}.${body}.AAAA`,
      `Bearer ${unsigned}`,
      `Bearer ${unknown}`,
    ]) {
      const response = await fetch(`${gateway.url}/v1/me`, { headers: { authorization } })
      expect([authorization, response.status]).toEqual([authorization, 401])
    }
    expect((await fetch(`${gateway.url}/v1/me`)).headers.get('www-authenticate')).toBe('Bearer')
  })

  it("follows the stack's clock", async () => {
    const token = await bearer()
    clock.advance(899)
    expect((await fetch(`${gateway.url}/v1/me`, token)).status).toBe(200)
    clock.advance(2)
    expect((await fetch(`${gateway.url}/v1/me`, token)).status).toBe(401)
  })

  it('gives public routes no claims, even when a token is sent', async () => {
    await fetch(`${gateway.url}/v1/behave`, await bearer())
    expect(lastEvent().event.requestContext).not.toHaveProperty('authorizer')
  })

  it('caches the keys, and asks again at most once a minute for one that it does not know', async () => {
    await fetch(`${gateway.url}/v1/me`, await bearer())
    clock.advance(61)
    const before = keySetRequests
    await Promise.all(Array.from({ length: 10 }, async () => fetch(`${gateway.url}/v1/me`, await bearer())))
    expect(keySetRequests).toBe(before)
    signer = { kid: 'key-2', ...(await generateKeyPair('RS256')) }
    const rotated = await Promise.all(Array.from({ length: 10 }, async () => fetch(`${gateway.url}/v1/me`, await bearer())))
    expect(rotated.map(({ status }) => status)).toEqual(Array(10).fill(200))
    expect(keySetRequests).toBe(before + 1)
  })

  it('is 401 while the issuer is away, and well again when it is back', async () => {
    const away = await serve(0, () => json(404, {}))
    const lonely = await start({ issuer: away.url })
    const response = await fetch(`${lonely.url}/v1/me`, await bearer())
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('OIDC discovery endpoint communication error')
    await Promise.all([lonely.close(), away.close()])
  })
})

describe('the answer', () => {
  beforeAll(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))
  afterAll(() => void vi.restoreAllMocks())

  it.each<[string, unknown, string]>([
    ['an object', { a: 1 }, '{"a":1}'],
    ['a string', 'hello', 'hello'],
    ['a list', [1], '[1]'],
    ['nothing', undefined, 'null'],
  ])('of a result without statusCode, %s, is a 200 of JSON', async (_, result, body) => {
    behave = () => result
    const response = await behaved()
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      body,
    ])
  })

  it('has status, headers, several cookies, decoded base64 and a request id', async () => {
    const body = Buffer.from([0, 255, 128])
    behave = () => ({
      statusCode: 201,
      headers: { 'X-Number': 1, 'Content-Type': 'image/png', 'Content-Length': '999', Connection: 'close' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      isBase64Encoded: true,
      body: body.toString('base64'),
    })
    const response = await behaved()
    expect(response.status).toBe(201)
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-number': '1',
      'content-type': 'image/png',
      'content-length': '3',
    })
    expect(response.headers.get('apigw-requestid')).toBe(lastEvent().event.requestContext.requestId)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(body)
  })

  it('is plain text when a structured result names no type', async () => {
    behave = () => ({ statusCode: 200, body: 'x' })
    expect((await behaved()).headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  it('has no body after 204', async () => {
    behave = () => ({ statusCode: 204, body: 'ignored' })
    const response = await behaved()
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  it.each<[string, () => unknown]>([
    ['throws', () => Promise.reject(new Error('on purpose'))],
    [
      'throws at once',
      () => {
        throw new Error('on purpose')
      },
    ],
    ['returns a status that is none', () => ({ statusCode: 20.5 })],
    ['returns a status as text', () => ({ statusCode: '200' })],
    ['returns a status out of range', () => ({ statusCode: 99 })],
    ['returns a body that is no string', () => ({ statusCode: 200, body: { a: 1 } })],
    ['returns a list of header values', () => ({ statusCode: 200, headers: { a: ['1', '2'] } })],
    ['returns a header that would split the answer', () => ({ statusCode: 200, headers: { a: 'x\r\nset-cookie: y' } })],
    ['returns an impossible cookie', () => ({ statusCode: 200, cookies: ['a\nb'] })],
    ['returns what is no JSON', () => ({ statusCode: 200, big: 1n })],
    ["returns more than Lambda's 6 MB", () => ({ statusCode: 200, body: 'x'.repeat(6_291_556) })],
  ])('is a 500 when the function %s', async (_, how) => {
    behave = how
    const response = await behaved()
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }])
    expect(response.headers.get('apigw-requestid')).toMatch(/^[\w-]{15}=$/)
  })

  it('is a 503 when the function takes longer than the integration timeout, whatever becomes of it', async () => {
    const impatient = await start({ timeoutMs: 100 })
    const late = Promise.withResolvers<never>()
    behave = () => late.promise
    const response = await fetch(`${impatient.url}/v1/behave`)
    expect([response.status, await response.json()]).toEqual([503, { message: 'Service Unavailable' }])
    late.reject(new Error('on purpose, and too late'))
    await impatient.close()
  })

  it('to HEAD has no body', async () => {
    expect(await request('HEAD /nowhere')).toMatch(/content-length: 8\r\n[^]*\r\n\r\n$/)
  })
})

describe('limits', () => {
  it('takes 10,240 bytes of request line and header values, and answers 431 to one more', async () => {
    const rest = 'GET /v1/behave HTTP/1.1'.length + 'api'.length + 'close'.length
    expect(await request('GET /v1/behave', [`X-Long: ${'x'.repeat(10_240 - rest)}`])).toMatch(/^HTTP\/1.1 200 /)
    expect(await request('GET /v1/behave', [`X-Long: ${'x'.repeat(10_241 - rest)}`])).toMatch(
      /^HTTP\/1.1 431 [^]*Request Header Fields Too Large/,
    )
  })

  it.each([11_000, 100_000])('answers 431 to a URL of %d characters', async length => {
    expect(await request(`GET /${'x'.repeat(length)}`)).toMatch(/^HTTP\/1.1 431 /)
  })

  it("answers 413 above 10 MB, and already above Lambda's 6 MB, counted after base64", async () => {
    expect((await post(6_000_000, 'text/plain')).status).toBe(200)
    expect((await post(6_000_000, 'image/png')).status).toBe(413)
    const response = await post(10 * 1024 * 1024 + 1, 'text/plain')
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }])
    expect(events).toHaveLength(1)
  })
})

describe('with CORS', () => {
  const origin = 'https://app.example'
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PATCH' } }
  let withCors: Served
  beforeAll(async () => {
    withCors = await start({ corsOrigins: [origin] })
  })
  afterAll(() => withCors.close())

  it('answers a preflight itself, on any path', async () => {
    const response = await fetch(`${withCors.url}/anywhere`, preflight)
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe(origin)
    expect(response.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(events).toEqual([])
  })

  it('tells a foreign origin nothing', async () => {
    const response = await fetch(`${withCors.url}/anywhere`, {
      ...preflight,
      headers: { ...preflight.headers, origin: 'https://evil.example' },
    })
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, null])
  })

  it("replaces the function's own CORS headers", async () => {
    behave = () => ({
      statusCode: 200,
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-credentials': 'true' },
    })
    const { headers } = await fetch(`${withCors.url}/v1/behave`, { headers: { origin } })
    expect([headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')]).toEqual([origin, null])
  })

  it('is off unless it is set', async () => {
    await fetch(`${gateway.url}/anywhere`, preflight)
    expect(lastEvent().name).toBe('notFound')
  })
})

describe('whatever is sent', () => {
  it.each([
    ['garbage', '\x00\x01\x02 garbage\r\n\r\n'],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    ['a method that is none', 'FROBNICATE / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['two lengths', 'POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'],
    [
      'length and chunks',
      'POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a negative length', 'POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'],
    ['a broken chunk', 'POST /v1/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['a tunnel', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['a header with a line feed', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n'],
  ])('%s is 400', async (_, bytes) => {
    expect(await raw(bytes)).toMatch(/^HTTP\/1.1 400 /)
    await stillWell()
  })

  it('an upgrade is an ordinary request', async () => {
    expect(await request('GET /v1/behave', ['Upgrade: websocket', 'Connection: upgrade'])).toMatch(/^HTTP\/1.1 200 /)
  })

  it('half a head and half a body are 408 after a while', async () => {
    const impatient = await start({ timeoutMs: 300 })
    const halfBody = 'POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf'
    const answers = await Promise.all([raw('GET / HTTP/1.1\r\nHost', impatient.port), raw(halfBody, impatient.port)])
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 408 /)
    await impatient.close()
  })

  it('a client that goes away harms nobody', async () => {
    const [arrived, gone, answered] = [0, 1, 2].map(() => Promise.withResolvers<void>())
    behave = async () => {
      arrived?.resolve()
      await gone?.promise
      answered?.resolve()
      return { statusCode: 200, body: 'x'.repeat(1_000_000) }
    }
    const waiting = connect(gateway.port, '127.0.0.1')
    waiting.write('GET /v1/behave HTTP/1.1\r\nHost: a\r\n\r\n')
    const sending = connect(gateway.port, '127.0.0.1')
    sending.write('POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf')
    await arrived?.promise
    const closed = [waiting, sending].map(socket => once(socket, 'close'))
    waiting.destroy()
    sending.destroy()
    await Promise.all(closed)
    gone?.resolve()
    await answered?.promise
    behave = () => ({ statusCode: 200 })
    await stillWell()
  })
})

it('a taken port is an error', async () => {
  await expect(start({ port: gateway.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
