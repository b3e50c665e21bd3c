import { type Answer, ask, type Json } from '../support/api.ts'
import { freshEmail, PASSWORD } from '../support/people.ts'
import type { Wish } from './cast.ts'
import { bodyOf, type Person, type Scene } from './stage.ts'

type Request = { method: string; path: string; body?: object }

/** How each rule of the table is asked for. */
export function requestFor(scene: Scene, route: string, { id, email, invitationId }: Person, wish: Wish): Request {
  const given = bodyOf(scene.ids, wish)
  const change = Object.keys(given).length > 0 ? given : { phone: '+44 20 7946 0000' }
  const [user, invitation] = [`/users/${id}`, `/invitations/${invitationId}`]
  const requests: Record<string, Request> = {
    getUser: { method: 'GET', path: user },
    getAccess: { method: 'GET', path: `${user}/access` },
    changeUser: { method: 'PATCH', path: user, body: change },
    suspendUser: { method: 'POST', path: `${user}/suspend` },
    reactivateUser: { method: 'POST', path: `${user}/reactivate` },
    removeUser: { method: 'DELETE', path: user },
    previewRemoval: { method: 'DELETE', path: `${user}?dryRun=true` },
    eraseUser: { method: 'DELETE', path: `${user}?permanent=true&confirm=${id}` },
    moveResources: { method: 'POST', path: `${user}/transfer`, body: { toUserId: scene.heir.id } },
    resetPassword: { method: 'POST', path: `${user}/reset-password`, body: { mode: 'email' } },
    listUserSessions: { method: 'GET', path: `${user}/sessions` },
    endUserSessions: { method: 'DELETE', path: `${user}/sessions` },
    endUserSession: { method: 'DELETE', path: `${user}/sessions/ses_01m0000000never` },
    getInvitation: { method: 'GET', path: invitation },
    changeInvitation: { method: 'PATCH', path: invitation, body: change },
    resendInvitation: { method: 'POST', path: `${invitation}/resend` },
    correctInvitationEmail: { method: 'POST', path: `${invitation}/correct-email`, body: { email: freshEmail('corrected') } },
    cancelInvitation: { method: 'DELETE', path: invitation },
    inviteUsers: { method: 'POST', path: '/invitations', body: { invitations: [{ email, ...given }] } },
    rehearseInvitation: { method: 'POST', path: '/invitations?dryRun=true', body: { invitations: [{ email, ...given }] } },
    createUser: { method: 'POST', path: '/users', body: { email, ...given, temporaryPassword: PASSWORD } },
  }
  const request = requests[route]
  if (!request) throw new Error(`Say here how ${route} is asked for.`)
  return request
}

export const send = ({ stack, org }: Scene, { method, path, body }: Request, token: string | undefined): Promise<Answer> =>
  ask(stack, method, `/v1/orgs/${org.id}${path}`, { token: token || undefined, body })

/** Status, code and missing permission; of a bulk those of its one entry, of a preview those of its refusal. */
export function verdictOf({ status, body }: Answer): string {
  const problem: Json = body?.refusal ?? body?.results?.[0]?.error ?? body
  // A preview of a role tells only the code.
  const { status: own = status < 300 ? 403 : status, code, permission } = problem?.code ? problem : { status }
  return [own, code, permission].filter(Boolean).join(' ')
}
