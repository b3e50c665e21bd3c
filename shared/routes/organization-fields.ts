import * as z from 'zod/mini'
import { normalizeDomain } from '../domain/emails.ts'
import { auditRetention } from '../domain/organizations.ts'
import { userStatuses } from '../domain/users.ts'
import { ids, line, time, unique } from './fields.ts'

const initialPassword = z.enum(['generated', 'chosen'])
const loginEmailChange = z.enum(['never', 'verified'])

export const organizationShape = z
  .object({
    id: z.string(),
    name: z.string(),
    settings: z.object({
      invitationTtlDays: z.int().check(z.describe('Days.')),
      defaultRoleIds: z.array(z.string()),
      initialPassword,
      allowedEmailDomains: z.array(z.string()).check(z.describe('Empty: every domain.')),
      loginEmailChange,
      requireMfa: z.boolean(),
      auditRetentionDays: z.int().check(z.describe('Days.')),
    }),
    counts: z.record(z.enum(userStatuses), z.int()).check(z.describe('Users by status.')),
    seats: z.object({ limit: z.int(), used: z.int() }),
    users: z
      .object({ limit: z.int(), used: z.int() })
      .check(z.describe('Invited, active and suspended people against the limit.')),
    warnings: z.array(z.enum(['single_owner'])),
    createdAt: time,
    updatedAt: time,
    version: z.number(),
  })
  .register(z.globalRegistry, { id: 'Organization' })

const emailDomain = z.pipe(
  z.string().check(z.maxLength(253)),
  z.transform((given, context) => {
    const normalized = normalizeDomain(given)
    if (normalized) return normalized
    context.issues.push({ code: 'custom', message: 'must be a domain, such as example.com', input: given })
    return z.NEVER
  }),
)

const days = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most), z.describe('Days.'))

export const organizationChange = z.strictObject({
  name: z.optional(line(100).check(z.minLength(1))),
  settings: z.optional(
    z.strictObject({
      invitationTtlDays: z.optional(days(1, 365)),
      defaultRoleIds: z.optional(
        ids('rol', 20).check(z.minLength(1), z.describe('What whoever invites gives without saying so; never Owner.')),
      ),
      initialPassword: z.optional(initialPassword),
      allowedEmailDomains: z.optional(
        z
          .array(emailDomain)
          .check(z.maxLength(50), unique, z.describe('Of people invited or created from now on; empty: every domain.')),
      ),
      loginEmailChange: z.optional(loginEmailChange),
      requireMfa: z.optional(z.boolean()),
      auditRetentionDays: z.optional(days(auditRetention.least, auditRetention.most)),
    }),
  ),
})
