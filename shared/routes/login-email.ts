import * as z from 'zod/mini'
import { email, time } from './fields.ts'
import { getMe } from './organizations.ts'
import { route } from './route.ts'

export const requestLoginEmail = route({
  name: 'requestLoginEmail',
  method: 'POST',
  path: '/v1/me/login-email',
  summary: 'Ask for another login email: a six-digit code is mailed to it, and a notice to the present one.',
  description:
    'Only where every organization of the person has `loginEmailChange` at `verified`, and within 5 minutes of signing in. The code is good for ten minutes and five tries, and the one before it no more. At most ten a day. ' +
    'The answer is the same for an address that somebody has, which gets no code.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write'],
  body: z.strictObject({ email }),
  response: { status: 202, schema: z.object({ expiresAt: time.check(z.describe('How long the code is good.')) }) },
  refusals: ['forbidden', 'login_email_immutable', 'reauthentication_required', 'email_domain_not_allowed', 'rate_limited'],
})

export const confirmLoginEmail = route({
  name: 'confirmLoginEmail',
  method: 'POST',
  path: '/v1/me/login-email/confirm',
  summary: 'Make the address that the code was mailed to the login email.',
  description: 'From the next sign-in on, within seconds. Sessions go on.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  body: z.strictObject({
    code: z.string().check(z.trim(), z.regex(/^\d{6}$/, 'must be the six digits of the mail')),
  }),
  response: getMe.response,
  refusals: ['forbidden', 'invalid_code', 'login_email_immutable'],
})
