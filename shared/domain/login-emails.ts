import type { EmailCode } from './codes.ts'
import type { Identity } from './identities.ts'
import { checkDomain } from './inviting.ts'
import { next } from './managing.ts'
import type { Organization } from './organizations.ts'
import { checkFresh } from './reauthentication.ts'
import { invalid, Refusal } from './refusals.ts'
import type { User } from './users.ts'

/** What was mailed to prove the mailbox that is to become the login email. */
export type LoginEmailCode = EmailCode & { email: string }

/** Each takes two writes of a transaction's hundred. */
const mostOrganizations = 45

type Wanted = { identity: Identity; organizations: Organization[]; email: string; authTime: number; at: string }

/** D4, L5: who the person is, in every organization, so every one of them must have allowed it; and nobody at a screen left open. */
export function checkLoginEmailChange({ identity, organizations, email, authTime, at }: Wanted): void {
  checkLoginEmailAllowed(organizations, email)
  checkFresh(authTime, at)
  if (email === identity.email) throw invalid({ path: 'email', message: 'is the login email already' })
  if (Object.keys(identity.memberships).length > mostOrganizations)
    throw invalid({ path: 'email', message: `can't be changed by somebody of more than ${mostOrganizations} organizations` })
}

/** An organization may have changed its mind since the code was mailed. */
export function checkLoginEmailAllowed(organizations: Organization[], email: string): void {
  if (organizations.some(({ settings }) => settings.loginEmailChange !== 'verified')) throw immutable()
  for (const { settings } of organizations) checkDomain(email, settings.allowedEmailDomains)
}

/** The same person under another address. Whom an organization invited by username it is told no address of. */
export const withLoginEmail = (user: User, email: string, at: string): User =>
  user.email === null ? user : next(user, { email }, at)

const immutable = () =>
  new Refusal(
    'login_email_immutable',
    'The login email stays as it is: an organization that you belong to does not allow to change it. To have mail sent elsewhere, set communicationEmail.',
  )
