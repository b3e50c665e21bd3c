import * as accounts from './accounts.ts'
import * as emailProof from './email-proof.ts'
import * as factors from './factors.ts'
import * as groupMappings from './group-mappings.ts'
import * as invitationEdits from './invitation-edits.ts'
import * as invitations from './invitations.ts'
import * as loginEmail from './login-email.ts'
import * as organizations from './organizations.ts'
import * as passwordResets from './password-resets.ts'
import * as removal from './removal.ts'
import * as resources from './resources.ts'
import * as roles from './roles.ts'
import type { RouteSpec } from './route.ts'
import * as sessions from './sessions.ts'
import * as sites from './sites.ts'
import * as system from './system.ts'
import * as users from './users.ts'

const { notFoundRoute, ...pages } = system
const { userSorts: _, ...people } = users

/** Every route there is: API Gateway, the local gateway, the OpenAPI document and the tests are made from this list. */
export const routes: readonly RouteSpec[] = [
  ...Object.values(pages),
  ...Object.values(invitations),
  ...Object.values(invitationEdits),
  ...Object.values(organizations),
  ...Object.values(people),
  ...Object.values(accounts),
  ...Object.values(emailProof),
  ...Object.values(loginEmail),
  ...Object.values(sessions),
  ...Object.values(passwordResets),
  ...Object.values(factors),
  ...Object.values(removal),
  ...Object.values(resources),
  ...Object.values(sites),
  ...Object.values(roles),
  ...Object.values(groupMappings),
]

export { notFoundRoute }
