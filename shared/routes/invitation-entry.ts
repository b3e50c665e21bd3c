import * as z from 'zod/mini'
import { email, grantFields, personFields, username } from './fields.ts'

type Named = { email?: string | undefined; username?: string | undefined }

/** Told beside other faults, too, unless they are about the same. */
const oneOf = (message: string, holds: (entry: Named) => boolean) =>
  z.refine<Named>(holds, {
    path: ['email'],
    message,
    when: ({ value, issues }) =>
      typeof value === 'object' &&
      value !== null &&
      !issues.some(({ path }) => path?.[0] === 'email' || path?.[0] === 'username'),
  })

/** L3: one person of a bulk invitation, named by the login email or by the username. */
export const invitationEntry = z
  .strictObject({
    email: z.optional(email),
    username: z
      .optional(username)
      .check(z.describe('In place of the email, of somebody the deployment knows: the email stays unknown until they accept.')),
    ...personFields,
    ...grantFields,
  })
  .check(
    oneOf('is missing; in its place a username would do', ({ email, username }) => email !== undefined || username !== undefined),
    oneOf('can’t be given beside a username', ({ email, username }) => email === undefined || username === undefined),
  )
  .register(z.globalRegistry, { id: 'InvitationEntry' })

/** What an entry says, or what is wrong with it: one bad entry never spoils the rest. */
export type Entry = z.output<typeof invitationEntry> | { given: unknown; faults: z.core.$ZodError }

export const entryOrFaults = z
  .pipe(
    z.unknown(),
    z.transform((given): Entry => {
      const { data, error } = invitationEntry.safeParse(given, { reportInput: true }) // so that what is missing is told from a wrong type
      return error ? { given, faults: error } : data
    }),
  )
  .register(z.globalRegistry, { $ref: '#/$defs/InvitationEntry' })
