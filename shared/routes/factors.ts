import * as z from 'zod/mini'
import { route } from './route.ts'

const accountToken = z
  .string()
  .check(
    z.maxLength(8192),
    z.regex(/^[\w=-]+\.[\w=-]+\.[\w=-]+$/),
    z.describe('An access token of the client `AccountClientId`, of the same person, from a sign-in of the last five minutes.'),
  )

const factors = z.object({
  totp: z.boolean().check(z.describe('Whether a code of an authenticator app is asked for at each sign-in.')),
  secondFactor: z.boolean().check(z.describe('Whether this sign-in took a second factor: such a code, or a passkey.')),
})

export const getMyFactors = route({
  name: 'getMyFactors',
  method: 'GET',
  path: '/v1/me/factors',
  summary: 'Tell whether an authenticator app is set up, and whether this sign-in took a second factor.',
  description: 'Passkeys are kept by the login page; nobody but their owner can list them there.',
  permission: 'signed-in',
  grants: ['table:read'],
  response: { status: 200, schema: factors },
  refusals: ['forbidden'],
})

export const startTotp = route({
  name: 'startTotp',
  method: 'POST',
  path: '/v1/me/factors/totp',
  summary: 'Begin to set up an authenticator app: gives its secret, which counts once a code of it was confirmed.',
  description:
    'Another app in the place of the present one takes a sign-in with a second factor. Until it is confirmed the present one stays.',
  permission: 'signed-in',
  grants: ['table:read'],
  body: z.strictObject({ accountToken }),
  response: {
    status: 200,
    schema: z.object({
      secret: z.string().check(z.describe('In base 32, for typing; it is stored nowhere but in Cognito.')),
      uri: z.string().check(z.describe('`otpauth://…`, for a link or a QR code.')),
    }),
  },
  refusals: ['forbidden', 'mfa_required', 'reauthentication_required', 'wrong_account'],
})

export const confirmTotp = route({
  name: 'confirmTotp',
  method: 'POST',
  path: '/v1/me/factors/totp/confirm',
  summary: 'Confirm the authenticator app by a code of it: from now on each sign-in asks for one.',
  description: 'This sign-in stays one without a second factor: sign in again where that is needed.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write'],
  body: z.strictObject({ accountToken, code: z.string().check(z.regex(/^\d{6}$/)) }),
  response: { status: 200, schema: factors },
  refusals: ['forbidden', 'invalid_code', 'reauthentication_required', 'wrong_account'],
})

export const removeTotp = route({
  name: 'removeTotp',
  method: 'DELETE',
  path: '/v1/me/factors/totp',
  summary: 'Take the authenticator app away: sign-ins ask for no code any more.',
  description: 'Within five minutes of signing in with a second factor.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write'],
  response: { status: 204 },
  refusals: ['forbidden', 'mfa_required', 'not_found', 'reauthentication_required'],
})
