import { invalidCode, newEmailCode } from '../domain/codes.ts'
import type { Identity } from '../domain/identities.ts'
import { type LoginEmailCode, withLoginEmail } from '../domain/login-emails.ts'
import type { Organization } from '../domain/organizations.ts'
import { nameOf, type User } from '../domain/users.ts'
import { changesOf, eventWrite, newEvent, type Origin, targetOf } from './events.ts'
import { stale } from './failures.ts'
import { codeKey, emailKey, identityKey } from './keys.ts'
import { organizationAt } from './organizations.ts'
import { countCode } from './rates.ts'
import type { Place, ReadTable, Table, Write } from './table.ts'
import { changeUser, userAt } from './users.ts'

const key = (userId: string) => codeKey(userId, 'login-email')

export const loginEmailCodeAt = (userId: string): Place<LoginEmailCode | undefined> => ({
  key: key(userId),
  from: item => item?.code as LoginEmailCode | undefined, // as commitLoginEmailRequest put it
})

/** Of every organization that has a say: of whoever left nobody asks. */
export async function readOrganizationsOf(table: ReadTable, { memberships }: Identity): Promise<Organization[]> {
  const orgIds = Object.keys(memberships).filter(orgId => memberships[orgId] !== 'inactive')
  const { organizations } = await table.read({ organizations: orgIds.map(organizationAt) })
  return organizations.filter(organization => organization !== undefined)
}

type Asking = { identity: Identity; own: { orgId: string; user: User }[]; at: string; origin: Origin }

/** One organization's log tells that it was asked for, not which address: that is nobody's yet. */
export async function commitLoginEmailRequest(table: Table, { identity, own, at, origin }: Asking, email: string) {
  const [first] = own
  if (!first) throw stale()
  const { userId } = identity
  const actor = { kind: 'user' as const, id: userId, name: nameOf(first.user) }
  const target = targetOf(first.user)
  const event = newEvent({ orgId: first.orgId, type: 'user.login_email_requested', at, actor, target, changes: {}, origin })
  const code: LoginEmailCode = { ...newEmailCode(userId, event.id, at), email }
  await table.transact([
    countCode(userId, at),
    { put: { ...key(userId), code, expiresAtSeconds: Math.ceil(Date.parse(code.expiresAt) / 1000) } },
    eventWrite(event),
  ])
  return code
}

/**
 * M2: the address is the person's from here on, and the old one free; in every organization, those too that the person has left. Who
 * took it since the code was mailed has it: then the code is as good as none.
 */
export async function commitLoginEmail(
  table: Table,
  { identity, code, at, origin }: { identity: Identity; code: LoginEmailCode; at: string; origin: Origin },
): Promise<void> {
  const { userId, version } = identity
  const orgIds = Object.keys(identity.memberships)
  const { records } = await table.read({ records: orgIds.map(orgId => userAt(orgId, userId)) })
  await table.transact([
    { delete: key(userId), if: { 'code.id': { is: code.id } }, otherwise: invalidCode },
    { delete: emailKey(identity.email), if: { userId: { is: userId } }, otherwise: stale },
    { put: { ...emailKey(code.email), userId }, if: { pk: 'absent' }, otherwise: invalidCode },
    {
      change: identityKey(userId),
      set: { email: code.email, emailVerified: true, provenBy: 'code' satisfies Identity['provenBy'] },
      add: { version: 1 },
      if: { version: { is: version } },
      otherwise: stale,
    },
    ...orgIds.flatMap((orgId, index) => {
      const before = records[index]?.user
      return before ? userWrites(orgId, before, withLoginEmail(before, code.email, at), { at, origin }) : []
    }),
  ])
}

function userWrites(orgId: string, before: User, after: User, { at, origin }: { at: string; origin: Origin }): Write[] {
  const actor = { kind: 'user' as const, id: before.id, name: nameOf(before) }
  const changes = changesOf(before, after)
  const event = newEvent({ orgId, type: 'user.login_email_changed', at, actor, target: targetOf(after), changes, origin })
  return [...(after === before ? [] : [changeUser(orgId, before, after)]), eventWrite(event)]
}
