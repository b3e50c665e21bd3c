import * as z from 'zod/mini'
import { time } from './fields.ts'

export const sessionShape = z
  .object({
    id: z.string(),
    device: z.nullable(z.string()).check(z.describe('Browser and system of its latest activity, as Cognito tells them.')),
    ip: z.nullable(z.string()).check(z.describe('Of its latest activity.')),
    createdAt: time,
    lastActiveAt: time.check(z.describe('When it last got new tokens; they are good for 15 minutes each.')),
    current: z.boolean().check(z.describe('Whether this very request belongs to it.')),
  })
  .register(z.globalRegistry, { id: 'Session' })
