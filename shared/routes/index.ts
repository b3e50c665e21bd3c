import * as invitations from './invitations.ts'
import * as organizations from './organizations.ts'
import type { RouteSpec } from './route.ts'
import * as system from './system.ts'
import * as users from './users.ts'

const { notFoundRoute, ...pages } = system
const { userSorts: _, ...people } = users

/** Every route there is: API Gateway, the local gateway, the OpenAPI document and the tests are made from this list. */
export const routes: readonly RouteSpec[] = [
  ...Object.values(pages),
  ...Object.values(invitations),
  ...Object.values(organizations),
  ...Object.values(people),
]

export { notFoundRoute }
