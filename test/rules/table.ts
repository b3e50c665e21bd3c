import { type Actor, actors, type Status, type Target, targets, type Wish, wishes } from './cast.ts'
import { covers, type Given, holds, mayGive, nothing, reaches } from './rights.ts'

/** What a route does to a person, as the contract tells it. */
export type Rule = {
  permission: string
  /** On whom it is tried: people, their invitations, or somebody new. */
  on: 'person' | 'invitation' | 'newcomer'
  /** Acts on the person, whose permissions then must not exceed the caller’s. */
  manages?: true
  /** What a request may wish for; `all`: whatever is given stands anew, also what stays. */
  gives?: 'wished' | 'all'
  /** The statuses from which it is possible; left out: from each. */
  from?: Status[]
  success: number | string
  /** Changes nothing, whoever asks. */
  reads?: true
}

const open: Status[] = ['invited', 'expired']

export const rules: Record<string, Rule> = {
  getUser: { permission: 'users:read', on: 'person', success: 200, reads: true },
  getAccess: { permission: 'users:read', on: 'person', success: 200, reads: true },
  changeUser: { permission: 'users:update', on: 'person', manages: true, gives: 'wished', success: 200 },
  suspendUser: { permission: 'users:update', on: 'person', manages: true, from: ['active'], success: 200 },
  reactivateUser: { permission: 'users:update', on: 'person', manages: true, from: ['suspended', 'inactive'], success: 200 },
  removeUser: { permission: 'users:delete', on: 'person', manages: true, from: ['active', 'suspended'], success: 200 },
  previewRemoval: {
    permission: 'users:delete',
    on: 'person',
    manages: true,
    from: ['active', 'suspended'],
    success: 200,
    reads: true,
  },
  eraseUser: { permission: 'users:delete', on: 'person', manages: true, from: ['suspended', 'inactive'], success: 204 },
  moveResources: {
    permission: 'users:update',
    on: 'person',
    manages: true,
    from: ['active', 'suspended', 'inactive'],
    success: 200,
  },
  // By a mailed link, to whoever may sign in.
  resetPassword: { permission: 'users:reset-password', on: 'person', manages: true, from: ['active'], success: 200 },
  listUserSessions: { permission: 'users:sessions', on: 'person', manages: true, success: 200, reads: true },
  endUserSessions: { permission: 'users:sessions', on: 'person', manages: true, success: 204 },
  // One that there never was.
  endUserSession: { permission: 'users:sessions', on: 'person', manages: true, success: '404 not_found', reads: true },
  getInvitation: { permission: 'users:read', on: 'invitation', success: 200, reads: true },
  changeInvitation: { permission: 'users:invite', on: 'invitation', manages: true, gives: 'wished', from: open, success: 200 },
  resendInvitation: { permission: 'users:invite', on: 'invitation', manages: true, gives: 'all', from: open, success: 200 },
  correctInvitationEmail: { permission: 'users:invite', on: 'invitation', manages: true, gives: 'all', from: open, success: 200 },
  cancelInvitation: { permission: 'users:invite', on: 'invitation', manages: true, from: open, success: 204 },
  inviteUsers: { permission: 'users:invite', on: 'newcomer', gives: 'all', success: 200 },
  rehearseInvitation: { permission: 'users:invite', on: 'newcomer', gives: 'all', success: 200, reads: true },
  createUser: { permission: 'users:create', on: 'newcomer', gives: 'all', success: 201 },
}

/** One request: who, by which route, on whom, wishing for what. */
export type Case = { route: string; actor: string; target: string; wish: string }

const newcomer: Target = { roles: ['member'], extra: [], sites: [], status: 'invited' }
const hasInvitation = ({ status, accepted }: Target) => open.includes(status) || accepted

function targetsOf({ on }: Rule): string[] {
  if (on === 'newcomer') return ['newcomer']
  const names = Object.keys(targets)
  return on === 'person' ? [...names, 'oneself'] : names.filter(name => hasInvitation(targets[name] as Target)) // its own key
}

export const casesOf = (names: string[]): Case[] =>
  Object.entries(rules).flatMap(([route, rule]) =>
    names.flatMap(actor =>
      targetsOf(rule)
        .filter(target => target !== 'oneself' || actors[actor]?.standing === 'member')
        .flatMap(target => wishesOf(rule).map(wish => ({ route, actor, target, wish }))),
    ),
  )

const wishesOf = ({ gives, on }: Rule) => (gives === 'wished' || on === 'newcomer' ? Object.keys(wishes) : ['nothing'])

export function targetOf({ target }: Pick<Case, 'target'>, actor: Actor): Target {
  if (target === 'newcomer') return newcomer
  return target === 'oneself' ? { ...actor, status: 'active' } : (targets[target] as Target) // a case names one of them
}

export const wished = ({ roles, extra, sites }: Given, wish: Wish): Given => ({ roles, extra, sites, ...wish })

/** What the answer must be: its status, and of a refusal the code and the missing permission. */
export function verdictBy(rule: Rule, actor: Actor, target: Target, wish: Wish): string {
  const { permission } = rule
  if (actor.standing === 'nobody') return '401'
  if (actor.standing !== 'member') return '404 not_found'
  if (!holds(actor, permission)) return `403 forbidden ${permission}`
  const after = wished(target, wish)
  if (rule.on === 'newcomer') {
    if (!mayGive(actor, after, nothing, true)) return '403 grant_beyond_own'
    // Who may act only at sites must name one of them.
    return reaches(actor, permission, after) ? String(rule.success) : '422 validation_failed'
  }
  // Whom one may see, one is told the missing permission of; anybody else might as well not be there.
  if (!reaches(actor, permission, target))
    return reaches(actor, 'users:read', target) ? `403 forbidden ${permission}` : '404 not_found'
  if (rule.manages && !covers(actor, target)) return '403 beyond_your_rights'
  if (rule.from && !rule.from.includes(target.status)) return '409 wrong_status'
  if (rule.gives === 'all' || (rule.gives && changes(target, after))) {
    // An open offer stands and falls with the rights of whoever changed it last; an expired one, of whoever sends it again.
    const anew = rule.gives === 'all' || target.status === 'invited'
    if (!mayGive(actor, after, target, anew)) return '403 grant_beyond_own'
    if (rule.on === 'invitation' && !reaches(actor, permission, after)) return '422 validation_failed'
  }
  return String(rule.success)
}

/** Whether anything is said anew; who says what is already so, changes and gives nothing. */
export function changes(before: Given, after: Given): boolean {
  const said = ({ roles, extra, sites }: Given) => JSON.stringify([roles, extra, sites])
  return said(before) !== said(after)
}

/** What the person is like when it is done; null: gone. */
export function becomes(route: string, target: Target, wish: Wish): (Given & { status: Status }) | null {
  const after = { ...wished(target, wish), status: target.status }
  if (['eraseUser', 'cancelInvitation', 'correctInvitationEmail'].includes(route)) return null
  if (route === 'suspendUser') return { ...after, status: 'suspended' }
  if (route === 'removeUser') return { ...after, status: 'inactive' }
  if (route === 'resendInvitation' || route === 'inviteUsers') return { ...after, status: 'invited' }
  if (route === 'createUser') return { ...after, status: 'active' }
  if (route !== 'reactivateUser') return after
  // Re-activation revives no owner role, and nobody is without any role.
  const left = after.roles.filter(name => name !== 'owner')
  return { ...after, status: 'active', roles: left.length > 0 ? left : ['member'] }
}

const rule = (name: string, change: Partial<Rule> = {}): Rule => ({ ...(rules[name] as Rule), ...change }) // one of them

/** Of each action of a user, the request that it stands for. */
export const actionRules: Record<string, [rule: Rule, wish: Wish]> = {
  update: [rule('changeUser'), {}],
  change_roles: [rule('changeUser'), { roles: ['member'] }],
  suspend: [rule('suspendUser'), {}],
  reactivate: [rule('reactivateUser'), {}],
  remove: [rule('removeUser'), {}],
  erase: [rule('eraseUser'), {}],
  transfer: [rule('moveResources'), {}],
  reset_password: [rule('resetPassword', { from: ['active', 'suspended'] }), {}], // to a temporary one
  end_sessions: [rule('endUserSessions', { from: ['active'] }), {}], // nobody else has any
  resend: [rule('resendInvitation'), {}],
  cancel: [rule('cancelInvitation'), {}],
}

/** The `actions` that a user must show: those whose request would succeed. */
export const actionsBy = (actor: Actor, target: Target): string[] =>
  Object.entries(actionRules).flatMap(([action, [asked, wish]]) =>
    verdictBy(asked, actor, target, wish) === String(asked.success) ? [action] : [],
  )
