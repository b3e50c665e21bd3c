import * as z from 'zod/mini'
import { email, grantFields, personFields } from './fields.ts'

/** One person of a bulk invitation. */
export const invitationEntry = z
  .strictObject({ email, ...personFields, ...grantFields })
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
