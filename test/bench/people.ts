import { newId } from '../../shared/data/ids.ts'
import type { Invitation } from '../../shared/domain/invitations.ts'
import { MEMBER } from '../../shared/domain/roles.ts'
import type { Locale, User } from '../../shared/domain/users.ts'

const firstNames = ['Maria', 'Jürgen', 'Élodie', 'Alexander', 'Priya', 'João', 'Charlotte', 'Chidi', 'Nguyễn', 'Olivia', 'Wei', 'Fatima', 'Tomasz']
const lastNames = ['Hernández', 'Müller', 'Lefèvre', 'Okafor', 'Raman', 'Conceição', 'van der Berg', 'Smith', 'Zieliński', 'Solberg', 'Anderson']
const locales: Locale[] = ['en', 'de', 'fr', 'es', 'pt']

const pick = <T>(list: readonly [T, ...T[]] | T[], index: number): T => list[index % list.length] as T // the lists are not empty
const plain = (text: string) => text.normalize('NFD').replace(/[^a-z]/gi, '').toLowerCase()

/** What somebody typical is invited with: names, a phone, a private mailbox beside the login email. */
export function entryOf(index: number, roleIds: string[] = [MEMBER]) {
  const [firstName, lastName] = [pick(firstNames, index), pick(lastNames, Math.floor(index / 7) + index)]
  return {
    email: `${plain(firstName)}.${plain(lastName)}.${index}@customer-company.example.com`,
    firstName,
    lastName,
    phone: `+49 30 ${String(1_000_000 + index * 37)}`,
    communicationEmail: `${plain(firstName)}.${index}@mailbox.example.org`,
    locale: pick(locales, index),
    roleIds,
  }
}

type Made = { index: number; orgId: string; status: User['status']; roleIds?: string[]; createdAt: string; invitedBy: string }

/** Such a person, and the invitation that brought them in or is to. */
export function personOf({ index, orgId, status, roleIds, createdAt, invitedBy }: Made, expiresAt: string): { user: User; invitation: Invitation } {
  const [userId, invitationId] = [newId('usr', createdAt), newId('inv', createdAt)]
  const joined = status !== 'invited'
  const user: User = {
    ...entryOf(index, roleIds),
    id: userId,
    displayName: null,
    status,
    extraPermissions: [],
    siteIds: [],
    mustChangePassword: false,
    createdAt,
    updatedAt: createdAt,
    joinedAt: joined ? createdAt : null,
    version: joined ? 2 : 1,
  }
  const invitation: Invitation = {
    id: invitationId,
    orgId,
    userId,
    email: user.email,
    status: joined ? 'accepted' : 'pending',
    tokenVersion: 1,
    expiresAt,
    invitedBy: { id: invitedBy, name: 'Olga Owner' },
    backedBy: invitedBy,
    message: null,
    delivery: { state: 'sent', at: createdAt },
    reason: null,
    createdAt,
    updatedAt: createdAt,
    version: 1,
  }
  return { user, invitation }
}
