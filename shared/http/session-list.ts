import type * as z from 'zod/mini'
import type { Session } from '../domain/sessions.ts'
import type { sessionShape } from '../routes/session-fields.ts'

/** All of somebody's sessions in one page: Cognito keeps twenty. */
export const showSessions = (
  sessions: Session[],
  currentId: string | null,
): { items: z.input<typeof sessionShape>[]; nextCursor: null } => ({
  items: sessions.map(({ id, device, ip, createdAt, lastActiveAt }) => ({
    id,
    device,
    ip,
    createdAt,
    lastActiveAt,
    current: id === currentId,
  })),
  nextCursor: null,
})
