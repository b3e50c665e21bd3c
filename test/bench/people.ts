import { newId } from '../../shared/data/ids.ts'
import { draftInvitation, type Invited } from '../../shared/domain/inviting.ts'
import { acceptInvitation } from '../../shared/domain/joining.ts'
import { nothingGone } from '../../shared/domain/ledger.ts'
import { defaultSettings } from '../../shared/domain/organizations.ts'
import { noRights } from '../../shared/domain/rights.ts'
import { MEMBER } from '../../shared/domain/roles.ts'
import type { Locale } from '../../shared/domain/users.ts'

const firstNames = [
  'Maria',
  'Jürgen',
  'Élodie',
  'Alexander',
  'Priya',
  'João',
  'Charlotte',
  'Chidi',
  'Nguyễn',
  'Olivia',
  'Wei',
  'Fatima',
  'Tomasz',
]
const lastNames = [
  'Hernández',
  'Müller',
  'Lefèvre',
  'Okafor',
  'Raman',
  'Conceição',
  'van der Berg',
  'Smith',
  'Zieliński',
  'Solberg',
  'Anderson',
]
const locales: Locale[] = ['en', 'de', 'fr', 'es', 'pt']

const pick = <T>(list: readonly [T, ...T[]] | T[], index: number): T => list[index % list.length] as T // the lists are not empty
const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase()

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

type Made = { index: number; orgId: string; ownerId: string; roleIds?: string[]; at: string }

const rules = { ...defaultSettings, locale: 'en' as const }

/** Such a person, freshly invited by the owner. */
export const invitedPerson = ({ index, orgId, ownerId, roleIds, at }: Made): Invited =>
  draftInvitation({
    inviter: { userId: ownerId, orgId, name: 'Olga Owner', rights: noRights, ledger: nothingGone },
    wish: entryOf(index, roleIds),
    login: entryOf(index, roleIds).email,
    rules,
    roles: [],
    existing: null,
    ids: { orgId, userId: newId('usr', at), invitationId: newId('inv', at) },
    message: null,
    timeZone: null,
    at,
  })

export function member(made: Made): Invited {
  const { user, invitation } = invitedPerson(made)
  return acceptInvitation(user, entryOf(made.index).email, invitation, {}, made.at)
}
