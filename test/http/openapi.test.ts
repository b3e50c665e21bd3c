import { beforeAll, expect, test } from 'vitest'
import { routes } from '../../shared/routes/index.ts'
import { type Answer, ask, type Json, settle, tokenFor } from '../support/api.ts'
import { nextCode } from '../support/factors.ts'
import { faultsAgainst, resolve } from '../support/json-schema.ts'
import { addMember, createOrg, freshEmail, invited, type Org, PASSWORD } from '../support/people.ts'
import { slotsOf } from '../support/routes.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let document: Json
let org: Org
beforeAll(async () => {
  document = (await ask(stack(), 'GET', '/v1/openapi.json')).body
  org = await createOrg(stack())
})

const described = routes.filter(({ response }) => !response.type)
const operation = ({ path, method }: { path: string; method: string }) => document.paths[path]?.[method.toLowerCase()]
const everything = (value: Json): Json[] =>
  value && typeof value === 'object' ? [value, ...Object.values(value).flatMap(everything)] : []

/** What the document says of this status of this route, as faults of the answer. */
function faults(name: string, answer: Answer): string[] {
  const route = routes.find(one => one.name === name)
  const response = route && operation(route).responses[answer.status]
  if (!response) return [`${name} does not document ${answer.status}`]
  if (!response.content) return answer.text === '' ? [] : [`${name} documents no body`]
  const type = answer.headers.get('content-type') ?? ''
  if (!response.content[type]) return [`${name} does not document ${type}`]
  return faultsAgainst(document, response.content[type].schema, answer.body)
}

test('D12: the document is OpenAPI 3.1 with a title, a version and nothing but what OpenAPI knows', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d$/)
  expect(Object.keys(document).toSorted()).toEqual(['components', 'info', 'openapi', 'paths'])
  expect(document.info).toEqual({
    title: expect.any(String),
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    description: expect.any(String),
  })
  expect(document.components.securitySchemes).toMatchObject({ token: { type: 'http', scheme: 'bearer' } })
})

test('every reference resolves, to a schema that says what it is', () => {
  const refs = everything(document).flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []))
  expect(refs.length).toBeGreaterThan(20)
  for (const ref of refs) expect(resolve(document, ref)).toMatchObject({ type: 'object', properties: expect.any(Object) })
  for (const name of Object.keys(document.components.schemas))
    expect(resolve(document, `#/components/schemas/${name}`)).toMatchObject({ type: 'object' })
})

test('every route is there once, with its operationId, summary, parameters, security and responses, and no other', () => {
  const listed = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method} ${path}`),
  )
  expect(listed.toSorted()).toEqual(described.map(({ method, path }) => `${method.toLowerCase()} ${path}`).toSorted())
  for (const route of described) {
    const { operationId, summary, parameters, security, requestBody, responses } = operation(route)
    expect(operationId).toBe(route.name)
    expect(summary).toMatch(/^[A-Z].*\.$/)
    const open = route.optionalToken ? [{}, { token: [] }] : []
    expect(security).toEqual(route.permission === 'public' ? open : [{ token: [] }])
    expect(parameters.filter((one: Json) => one.in === 'path').map((one: Json) => one.name)).toEqual(slotsOf(route))
    for (const one of parameters)
      expect(one).toMatchObject({ in: expect.stringMatching(/^(path|query|header)$/), schema: expect.any(Object) })
    for (const one of parameters.filter((one: Json) => one.in === 'path')) expect(one.required).toBe(true)
    expect(new Set(parameters.map((one: Json) => `${one.in} ${one.name}`)).size).toBe(parameters.length)
    expect(requestBody?.content['application/json'].schema ?? null).toEqual(route.body ? expect.any(Object) : null)
    expect(Object.keys(responses)).toContain(String(route.response.status))
    expect('401' in responses).toBe(route.permission !== 'public' || route.optionalToken === true)
    for (const [status, response] of Object.entries<Json>(responses)) {
      expect([status, response.description]).toEqual([expect.stringMatching(/^[2-5]\d\d$/), expect.stringMatching(/\w/)])
      if (Number(status) >= 402 || status === '400') expect(Object.keys(response.content)).toEqual(['application/problem+json'])
    }
  }
})

test('what takes Idempotency-Key or If-Match says so', () => {
  const headers = (path: string, method: string) =>
    operation({ path, method }).parameters.flatMap((one: Json) => (one.in === 'header' ? [one.name] : []))
  expect(headers('/v1/orgs/{orgId}/invitations', 'POST')).toEqual(['Idempotency-Key'])
  expect(headers('/v1/orgs/{orgId}/users/{userId}', 'PATCH')).toEqual(['If-Match'])
  expect(headers('/v1/orgs/{orgId}/invitations/{invitationId}', 'DELETE')).toEqual(['If-Match'])
  expect(headers('/v1/orgs/{orgId}/users', 'POST')).toEqual(['Idempotency-Key'])
  expect(headers('/v1/orgs/{orgId}/invitations/{invitationId}/correct-email', 'POST')).toEqual(['Idempotency-Key', 'If-Match'])
  expect(headers('/v1/orgs/{orgId}/users', 'GET')).toEqual([])
})

test('what a path’s parameter must look like, and what answers with nothing, is documented', () => {
  const put = operation({ path: '/v1/orgs/{orgId}/resources/{type}/{resourceId}', method: 'PUT' })
  expect(put.parameters.find((one: Json) => one.name === 'type').schema).toMatchObject({
    type: 'string',
    pattern: expect.stringContaining('{1,128}'),
    description: expect.any(String),
  })
  expect(put.parameters.find((one: Json) => one.name === 'orgId').schema).toEqual({ type: 'string' })
  const remove = operation({ path: '/v1/orgs/{orgId}/users/{userId}', method: 'DELETE' })
  expect(remove.responses['204']).toEqual({ description: expect.stringMatching(/\w/) })
  expect(remove.responses['200'].content['application/json'].schema.anyOf).toHaveLength(2)
  expect(remove.parameters.find((one: Json) => one.name === 'dryRun').schema).toEqual({ type: 'boolean', const: true })
})

test('the limit of a list is documented as the number that it is', () => {
  for (const path of ['/v1/orgs/{orgId}/users', '/v1/orgs/{orgId}/invitations']) {
    const limit = operation({ path, method: 'GET' }).parameters.find((one: Json) => one.name === 'limit')
    expect(limit).toEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, description: '50 unless said.' },
    })
  }
})

test('what the API answers is what the document says, for every route: a success and its refusals', async () => {
  const base = `/v1/orgs/${org.id}`
  const as = (method: string, path: string, body?: unknown, token: string | undefined = org.owner.token) =>
    ask(stack(), method, path, { token, body })
  const member = await addMember(stack(), org, {
    roleIds: ['rol_admin'],
    extraPermissions: ['billing:manage'],
    phone: '+1 555 0100',
  })
  const plain = await addMember(stack(), org)
  const { invitation } = await invited(stack(), org, { email: freshEmail(), communicationEmail: freshEmail() })
  const wrong = await invited(stack(), org, { email: freshEmail() })
  const entries = [{ email: freshEmail() }, { email: member.email }, { email: freshEmail(), roleIds: ['rol_nobody'] }]
  const checked: [string, Answer][] = [
    ['health', await as('GET', '/health')],
    ['openapi', await as('GET', '/v1/openapi.json')],
    ['getMe', await as('GET', '/v1/me')],
    ['changeMe', await as('PATCH', '/v1/me', { phone: '+1 555 0100', username: `olga-${process.pid}` })],
    ['changeMe', await as('PATCH', '/v1/me', { username: '-' })],
    ['changeMe', await as('PATCH', '/v1/me', { username: `olga-${process.pid}` }, plain.token)],
    ['changeMe', await as('PATCH', '/v1/me?orgId=org_0', {})],
    ['requestEmailCode', await as('POST', '/v1/me/email-verification')],
    ['confirmEmailCode', await as('POST', '/v1/me/email-verification/confirm', { code: '123456' })],
    ['confirmEmailCode', await as('POST', '/v1/me/email-verification/confirm', { code: 'x' })],
    ['requestLoginEmail', await as('POST', '/v1/me/login-email', { email: freshEmail() })],
    ['requestLoginEmail', await as('POST', '/v1/me/login-email', { email: 'x' })],
    ['confirmLoginEmail', await as('POST', '/v1/me/login-email/confirm', { code: '123456' })],
    ['listMySessions', await as('GET', '/v1/me/sessions')],
    ['endMySessions', await as('DELETE', '/v1/me/sessions', undefined, plain.token)],
    ['endMySession', await as('DELETE', '/v1/me/sessions/ses_never')],
    ['listUserSessions', await as('GET', `${base}/users/${member.id}/sessions`)],
    ['listUserSessions', await as('GET', `${base}/users/${member.id}/sessions`, undefined, plain.token)],
    ['endUserSession', await as('DELETE', `${base}/users/${member.id}/sessions/ses_never`)],
    ['endUserSessions', await as('DELETE', `${base}/users/${member.id}/sessions`)],
    ...(await factorAnswers(as)),
    ['listPermissions', await as('GET', `/v1/permissions?orgId=${org.id}`)],
    ['listPermissions', await as('GET', '/v1/permissions?orgId=org_0')],
    ['getOrganization', await as('GET', base)],
    ['getOrganization', await as('GET', '/v1/orgs/org_0')],
    [
      'changeOrganization',
      await as('PATCH', base, { name: 'Acme', settings: { invitationTtlDays: 20, allowedEmailDomains: [] } }),
    ],
    ['changeOrganization', await as('PATCH', base, { settings: { shoe: 1 } })],
    ['listRoles', await as('GET', `${base}/roles`)],
    ['listRoles', await as('GET', `${base}/roles`, undefined, plain.token)],
    ['listUsers', await as('GET', `${base}/users`)],
    ['listUsers', await as('GET', `${base}/users?limit=0`)],
    ['createUser', await as('POST', `${base}/users`, { email: freshEmail(), locale: 'fr' })],
    ['createUser', await as('POST', `${base}/users`, { email: freshEmail(), temporaryPassword: PASSWORD })],
    ['createUser', await as('POST', `${base}/users`, { email: freshEmail(), temporaryPassword: 'short' })],
    ['createUser', await as('POST', `${base}/users`, { email: member.email })],
    ['createUser', await as('POST', `${base}/users`, {}, plain.token)],
    ['getUser', await as('GET', `${base}/users/${member.id}`)],
    ['getUser', await as('GET', `${base}/users/usr_0`)],
    ['changeUser', await as('PATCH', `${base}/users/${member.id}`, { siteIds: 'all', locale: 'ja' })],
    ['changeUser', await as('PATCH', `${base}/users/${member.id}`, { shoe: 1 })],
    ['changeUser', await as('PATCH', `${base}/users/${member.id}`, { email: freshEmail() })],
    ['changeUser', await as('PATCH', `${base}/users/${org.owner.id}`, { roleIds: ['rol_member'] })],
    ['changeUser', await as('PATCH', `${base}/users/${member.id}`, '{')],
    ['suspendUser', await as('POST', `${base}/users/${org.owner.id}/suspend`)],
    ['suspendUser', await as('POST', `${base}/users/${member.id}/suspend`)],
    ['reactivateUser', await as('POST', `${base}/users/${member.id}/reactivate`)],
    ['reactivateUser', await as('POST', `${base}/users/${member.id}/reactivate`)],
    ['inviteUsers', await as('POST', `${base}/invitations`, { invitations: entries, message: 'Hi' })],
    ['inviteUsers', await as('POST', `${base}/invitations?dryRun=true`, { invitations: [...entries, { email: freshEmail() }] })],
    ['inviteUsers', await as('POST', `${base}/invitations`, { invitations: [] })],
    ['listInvitations', await as('GET', `${base}/invitations`)],
    ['listInvitations', await as('GET', `${base}/invitations?cursor=x`)],
    ['getInvitation', await as('GET', `${base}/invitations/${invitation.id}`)],
    ['changeInvitation', await as('PATCH', `${base}/invitations/${invitation.id}`, { firstName: 'Mia', siteIds: 'all' })],
    ['changeInvitation', await as('PATCH', `${base}/invitations/${invitation.id}`, { email: freshEmail() })],
    ['resendInvitation', await as('POST', `${base}/invitations/${invitation.id}/resend`)],
    [
      'correctInvitationEmail',
      await as('POST', `${base}/invitations/${wrong.invitation.id}/correct-email`, { email: freshEmail() }),
    ],
    [
      'correctInvitationEmail',
      await as('POST', `${base}/invitations/${wrong.invitation.id}/correct-email`, { email: freshEmail() }),
    ],
    ['correctInvitationEmail', await as('POST', `${base}/invitations/${wrong.invitation.id}/correct-email`, {})],
    ['cancelInvitation', await as('DELETE', `${base}/invitations/${invitation.id}`)],
    ['cancelInvitation', await as('DELETE', `${base}/invitations/${invitation.id}`)],
    ...(await passwordResets(base, as, plain.id)),
    ...(await acceptances()),
    ...(await removals(base, as)),
    ...(await siteAnswers(base, as)),
    ...(await roleAnswers(base, as)),
    ['getAccess', await as('GET', `${base}/users/${member.id}/access`)],
    ['getAccess', await as('GET', `${base}/users/usr_0/access`)],
  ]
  for (const [name, answer] of checked) expect([name, answer.status, faults(name, answer)]).toEqual([name, answer.status, []])
  expect(new Set(checked.map(([name]) => name)).size).toBe(described.length)
})

type As = (method: string, path: string, body?: unknown) => Promise<Answer>

async function passwordResets(base: string, as: As, userId: string): Promise<[string, Answer][]> {
  const reset = (body: object) => as('POST', `${base}/users/${userId}/reset-password`, body)
  const confirm = (more: object) => as('POST', '/v1/password-reset/confirm', { email: freshEmail(), code: '123456', ...more })
  return [
    ['requestPasswordReset', await as('POST', '/v1/password-reset', { email: freshEmail() })],
    ['requestPasswordReset', await as('POST', '/v1/password-reset', { email: 'x' })],
    ['confirmPasswordReset', await confirm({ password: PASSWORD })],
    ['confirmPasswordReset', await confirm({ password: 'short' })],
    ['resetPassword', await reset({ mode: 'email' })],
    ['resetPassword', await reset({ mode: 'temporary' })],
    ['resetPassword', await reset({ mode: 'temporary', temporaryPassword: 'short' })],
    ['resetPassword', await reset({ mode: 'shoe' })],
    ['resetPassword', await as('POST', `${base}/users/${org.owner.id}/reset-password`, { mode: 'temporary' })],
  ]
}

async function factorAnswers(as: As): Promise<[string, Answer][]> {
  const [accountToken, totp] = [org.owner.token, '/v1/me/factors/totp']
  const started = await as('POST', totp, { accountToken })
  const code = await nextCode(stack(), started.body.secret)
  return [
    ['getMyFactors', await as('GET', '/v1/me/factors')],
    ['removeTotp', await as('DELETE', totp)],
    ['startTotp', started],
    ['startTotp', await as('POST', totp, { accountToken: 'of.nobody.here' })],
    ['startTotp', await as('POST', totp, {})],
    ['confirmTotp', await as('POST', `${totp}/confirm`, { accountToken, code: '000000' })],
    ['confirmTotp', await as('POST', `${totp}/confirm`, { accountToken, code })],
    ['removeTotp', await as('DELETE', totp)],
    ['startTotp', await as('POST', totp, { accountToken })],
  ]
}

async function removals(base: string, as: As): Promise<[string, Answer][]> {
  const [one, other, leaver] = [await addMember(stack(), org), await addMember(stack(), org), await addMember(stack(), org)]
  const [person, thing] = [`${base}/users/${one.id}`, `${base}/resources/report/1`]
  return [
    ['putResource', await as('PUT', thing, { ownerId: one.id, name: 'Report' })],
    ['putResource', await as('PUT', thing, { ownerId: other.id, name: 'Report' })],
    ['putResource', await as('PUT', `${base}/resources/a%20b/1`, { ownerId: one.id, name: 'Report' })],
    ['getResource', await as('GET', thing)],
    ['getResource', await as('GET', `${base}/resources/report/2`)],
    ['listResources', await as('GET', `${base}/resources?ownerId=${other.id}`)],
    ['listResources', await as('GET', `${base}/resources?cursor=x`)],
    ['removeUser', await as('DELETE', `${base}/users/${other.id}`)],
    ['removeUser', await as('DELETE', `${base}/users/${other.id}?dryRun=true`)],
    ['removeUser', await as('DELETE', `${base}/users/${other.id}?dryRun=true&transferTo=${one.id}`)],
    ['moveResources', await as('POST', `${base}/users/${other.id}/transfer`, { toUserId: one.id })],
    ['moveResources', await as('POST', `${base}/users/${other.id}/transfer`, { toUserId: other.id })],
    ['getUser', await as('GET', `${base}/users/${other.id}`)],
    ['deleteResource', await as('DELETE', thing)],
    ['deleteResource', await as('DELETE', thing)],
    ['leaveOrganization', await ask(stack(), 'POST', `${base}/leave`, { token: leaver.token })],
    ['leaveOrganization', await as('POST', `${base}/leave`)],
    ...(await settle(stack()).then(() => [])),
    ['removeUser', await as('DELETE', person)],
    ['removeUser', await as('DELETE', `${person}?permanent=true`)],
    ['removeUser', await as('DELETE', `${person}?permanent=true&confirm=${one.id}`)],
  ]
}

async function siteAnswers(base: string, as: As): Promise<[string, Answer][]> {
  const created = await as('POST', `${base}/sites`, { name: 'Lisbon', description: 'The harbour' })
  const site = `${base}/sites/${created.body.id}`
  const groups = `${base}/group-mappings`
  await addMember(stack(), org, { siteIds: [created.body.id] })
  await settle(stack())
  return [
    ['createSite', created],
    ['createSite', await as('POST', `${base}/sites`, { name: 'LISBON' })],
    ['createSite', await as('POST', `${base}/sites`, {})],
    ['listSites', await as('GET', `${base}/sites?limit=1`)],
    ['listSites', await as('GET', `${base}/sites?cursor=x`)],
    ['getSite', await as('GET', site)],
    ['getSite', await as('GET', `${base}/sites/ste_0`)],
    ['changeSite', await as('PATCH', site, { name: 'Lisboa' })],
    ['changeSite', await as('PATCH', site, { name: '' })],
    ['getGroupMappings', await as('GET', groups)],
    ['setGroupMappings', await as('PUT', groups, { provider: 'Okta', mappings: [{ group: 'A', roleIds: ['rol_member'] }] })],
    ['setGroupMappings', await as('PUT', groups, { provider: 'Okta', mappings: [], unmapped: 'x' })],
    ['deleteSite', await as('DELETE', site)],
    ['deleteSite', await as('DELETE', `${site}?replaceWith=ste_0`)],
    ['deleteSite', await as('DELETE', `${site}?confirm=${created.body.id}`)],
    ['deleteSite', await as('DELETE', site)],
  ]
}

async function roleAnswers(base: string, as: As): Promise<[string, Answer][]> {
  const created = await as('POST', `${base}/roles`, { name: 'Guide', permissions: ['users:read'], description: 'Leads' })
  const role = `${base}/roles/${created.body.id}`
  await addMember(stack(), org, { roleIds: [created.body.id] })
  return [
    ['createRole', created],
    ['createRole', await as('POST', `${base}/roles`, {})],
    ['listRoles', await as('GET', `${base}/roles?limit=1`)],
    ['listRoles', await as('GET', `${base}/roles?cursor=x`)],
    ['getRole', await as('GET', role)],
    ['getRole', await as('GET', `${base}/roles/rol_0`)],
    ['changeRole', await as('PATCH', role, { siteBound: true })],
    ['changeRole', await as('PATCH', `${base}/roles/rol_member`, {})],
    ['previewRole', await as('POST', `${role}/preview`, { permissions: [] })],
    ['previewRole', await as('POST', `${base}/roles/rol_owner/preview`, { permissions: [] })],
    ['previewRole', await as('POST', `${role}/preview`, { permissions: ['x'] })],
    ['deleteRole', await as('DELETE', role)],
    ['deleteRole', await as('DELETE', `${role}?replaceWith=rol_owner`)],
    ['deleteRole', await as('DELETE', `${role}?replaceWith=rol_member`)],
  ]
}

async function acceptances(): Promise<[string, Answer][]> {
  const [one, other] = [freshEmail(), freshEmail()]
  for (const email of [one, other]) await invited(stack(), org, { email })
  const post = (path: string, body: object) => ask(stack(), 'POST', `/v1/invitations/${path}`, { body })
  const [token, declined] = [await tokenFor(stack(), one), await tokenFor(stack(), other)]
  return [
    ['lookupInvitation', await post('lookup', { token })],
    ['lookupInvitation', await post('lookup', { token: 'x' })],
    ['acceptInvitation', await post('accept', { token, password: 'short' })],
    ['acceptInvitation', await post('accept', { token, password: PASSWORD })],
    ['acceptInvitation', await post('accept', { token, password: PASSWORD })],
    ['declineInvitation', await post('decline', { token: declined })],
    ['declineInvitation', await post('decline', { token: declined })],
  ]
}
