import type { Delivery } from '../domain/invitations.ts'
import type { Caller } from '../domain/lifecycle.ts'
import type { Organization } from '../domain/organizations.ts'
import { nameOf, type User } from '../domain/users.ts'
import type { Counts } from './counts.ts'
import { stale } from './failures.ts'
import { newId } from './ids.ts'
import { eventKey } from './keys.ts'
import type { Write } from './table.ts'

export type EventType =
  | 'organization.created'
  | 'organization.changed'
  | 'organization.limits_changed'
  | 'group_mappings.changed'
  | 'user.created'
  | 'user.changed'
  | 'user.password_chosen'
  | 'user.password_reset_requested'
  | 'user.password_reset'
  | 'user.email_code_requested'
  | 'user.email_verified'
  | 'user.login_email_requested'
  | 'user.login_email_changed'
  | 'user.provider_linked'
  | 'user.factor_added'
  | 'user.factor_removed'
  | 'user.suspended'
  | 'user.displaced'
  | 'session.ended'
  | 'sessions.ended'
  | 'user.reactivated'
  | 'user.removed'
  | 'user.erased'
  | 'role.created'
  | 'role.changed'
  | 'role.deleted'
  | 'site.created'
  | 'site.changed'
  | 'site.deleted'
  | 'resource.assigned'
  | 'resource.renamed'
  | 'resource.released'
  | 'resources.transfer_started'
  | 'resources.transferred'
  | 'invitation.created'
  | 'invitation.changed'
  | 'invitation.resent'
  | 'invitation.accepted'
  | 'invitation.declined'
  | 'invitation.cancelled'
  | 'invitation.expired'
  | 'invitation.moved'
  | 'invitation.mail_failed'

/** Who did it; names are kept as they were then (T8). */
export type Actor = { kind: 'user' | 'operator' | 'system'; id: string | null; name: string }

/** Where a change came from; null where nobody asked over HTTP. */
export type Origin = { ip: string | null; userAgent: string | null; requestId: string }

/**
 * What happened: the audit log's entry and the outbox's message in one. It is written in the same transaction as the change it tells,
 * so neither can exist without the other.
 */
export type AuditEvent = {
  id: string
  orgId: string
  type: EventType
  at: string
  actor: Actor
  target: { type: 'user' | 'organization' | 'resource' | 'role' | 'site'; id: string; name: string }
  /** The changed fields. */
  changes: Record<string, { before: unknown; after: unknown }>
  /** Where its mail goes is not told: whoever was invited by username stays unknown. `mailAnyway`: also if that address is not mailed any more. */
  invitation?: { id: string; tokenVersion: number; mailAnyway?: true }
  /** What became of a mail, and whether its address is not mailed any more because of it. */
  mail?: Delivery & { suppressed: boolean }
  /** How the password was reset; `notify`: this event, of one in each organization, is the one that mails the person; `signOut`: refresh tokens are still to be ended. */
  reset?: { how: 'temporary' | 'mailed_code'; notify?: true; signOut?: true }
  /** Of one event in each organization, the one that mails the person. */
  factor?: { kind: 'totp'; notify?: true }
  /** A6: to whom resources go, and how many. */
  transfer?: { to: string; toName: string; resources: number }
  origin: Origin
}

export const actorOf = (caller: Caller): Actor => ({ kind: 'user', id: caller.userId, name: caller.name })
export const operator: Actor = { kind: 'operator', id: null, name: 'Operator' }
export const system: Actor = { kind: 'system', id: null, name: 'Roster' }

/** Who asks for a link need not say who they are. */
export const somebody: Actor = { kind: 'system', id: null, name: 'Somebody not signed in' }

export const newEvent = (event: Omit<AuditEvent, 'id'>): AuditEvent => ({ id: newId('evt', event.at), ...event })

/** As one text: what happened is never changed, only read whole. */
export const eventWrite = (event: AuditEvent): Write => ({
  put: { ...eventKey(event.orgId, event.id), event: JSON.stringify(event) },
  if: { pk: 'absent' },
  otherwise: stale,
})

/** T8: the target as it is called at this moment. */
export const targetOf = (user: User): AuditEvent['target'] => ({ type: 'user', id: user.id, name: nameOf(user) })

const untold = new Set<keyof User>(['id', 'updatedAt', 'version', 'createdAt'])

/** Before and after of what differs between two states of a user. */
export function changesOf(before: User | null, after: User | null): AuditEvent['changes'] {
  const fields = Object.keys(after ?? before ?? {}) as (keyof User)[] // the keys of a User
  const differing = fields.filter(
    field => !untold.has(field) && JSON.stringify(before?.[field]) !== JSON.stringify(after?.[field]),
  )
  return Object.fromEntries(differing.map(field => [field, { before: before?.[field] ?? null, after: after?.[field] ?? null }]))
}

/** The operator has set limits. */
export const limitsChanged = (
  organization: Organization,
  before: Counts,
  after: Counts,
  { at, origin }: { at: string; origin: Origin },
): Write =>
  eventWrite(
    newEvent({
      orgId: organization.id,
      type: 'organization.limits_changed',
      at,
      actor: operator,
      target: { type: 'organization', id: organization.id, name: organization.name },
      changes: {
        limits: { before: before.limits, after: after.limits },
        seatRules: { before: before.seatRules, after: after.seatRules },
      },
      origin,
    }),
  )
