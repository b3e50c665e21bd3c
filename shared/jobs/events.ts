import * as z from 'zod/mini'
import type { AuditEvent, EventType } from '../data/events.ts'
import type { Queue } from '../routes/background.ts'

/** Where each event goes beside the event bus, which gets all of them. */
const routing: Partial<Record<EventType, Queue[]>> = {
  'invitation.created': ['mail', 'credentials', 'words'],
  'invitation.changed': ['words'],
  'invitation.resent': ['mail', 'credentials'],
  'invitation.accepted': ['credentials', 'words'],
  'invitation.declined': ['credentials', 'words'],
  'invitation.cancelled': ['credentials', 'words'],
  'invitation.expired': ['credentials'],
  'invitation.moved': ['mail', 'words'], // the mail, where it had not been sent yet
  'user.created': ['credentials', 'words'],
  'user.changed': ['words'],
  'user.email_code_requested': ['mail'],
  'user.login_email_requested': ['mail'],
  'user.login_email_changed': ['credentials', 'words'],
  'user.password_reset_requested': ['mail'],
  'user.password_reset': ['mail', 'credentials'],
  'user.factor_added': ['mail', 'credentials'],
  'user.factor_removed': ['mail', 'credentials'],
  'user.suspended': ['credentials'],
  'user.displaced': ['credentials', 'words'],
  'session.ended': ['credentials'],
  'sessions.ended': ['credentials'],
  'user.reactivated': ['credentials', 'words'],
  'user.removed': ['credentials', 'transfers'],
  'user.erased': ['credentials', 'words'],
  'site.deleted': ['withdrawals'],
  'role.deleted': ['withdrawals'],
  'resources.transfer_started': ['transfers'],
}

export const queuesFor = ({ type }: AuditEvent): Queue[] => ['events', ...(routing[type] ?? [])]

const known = z.looseObject({
  id: z.string(),
  orgId: z.string(),
  type: z.string(),
  at: z.string(),
  target: z.looseObject({ type: z.string(), id: z.string() }),
})

/** Throws for what is no event: such a message can never succeed. */
export const parseEvent = (value: unknown): AuditEvent => z.parse(known, value) as unknown as AuditEvent // only eventWrite makes them
