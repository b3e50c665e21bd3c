import * as z from 'zod/mini'
import { time } from './fields.ts'
import { getMe } from './organizations.ts'
import { route } from './route.ts'

export const requestEmailCode = route({
  name: 'requestEmailCode',
  method: 'POST',
  path: '/v1/me/email-verification',
  summary: 'Mail a six-digit code to the own login email.',
  description:
    'The code is good for ten minutes and five tries, and the one before it no more. At most ten a day. Does nothing where the email is verified.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write'],
  response: {
    status: 202,
    schema: z.object({
      emailVerified: z.boolean(),
      expiresAt: z.nullable(time).check(z.describe('How long the code is good; null: none was needed.')),
    }),
  },
  refusals: ['forbidden', 'rate_limited'],
})

export const confirmEmailCode = route({
  name: 'confirmEmailCode',
  method: 'POST',
  path: '/v1/me/email-verification/confirm',
  summary: 'Prove the own login email by the code that was mailed to it.',
  permission: 'signed-in',
  grants: ['table:read', 'table:write', 'signing-key:read'],
  body: z.strictObject({
    code: z.string().check(z.trim(), z.regex(/^\d{6}$/, 'must be the six digits of the mail')),
  }),
  response: getMe.response,
  refusals: ['forbidden', 'invalid_code'],
})
