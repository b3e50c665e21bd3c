import { ADMIN, MEMBER, SITE_ADMIN } from '../../shared/domain/roles.ts'
import { ask, tokenFor } from '../support/api.ts'
import { freshEmail, invited, PASSWORD, signIn } from '../support/people.ts'
import { budgets } from './budgets.ts'
import { entryOf } from './people.ts'
import type { Sheet } from './rows.ts'
import type { Scene } from './scene.ts'

const post = (path: string, body?: unknown, token?: string, headers?: Record<string, string>) => ({
  method: 'POST',
  path,
  token,
  body,
  headers,
})

let made = 500_000
/** Somebody typical whom nobody has invited yet. */
const wish = ({ roleIds }: Scene) => entryOf(made++, roleIds.length > 0 ? roleIds : [MEMBER])

export async function changes(sheet: Sheet, scene: Scene, variant: string): Promise<void> {
  const { org, caller, roleIds } = scene
  const user = () => `/v1/orgs/${org.id}/users/${scene.someone().user.id}`
  const patch = (body: unknown) => ({ method: 'PATCH', path: user(), token: caller.token, body })
  const roles = roleIds.length > 0 ? roleIds.slice(1) : [SITE_ADMIN]
  await sheet.ask('changeUser', `roles, ${variant}`, budgets.changeUser, patch({ roleIds: roles }))
  await sheet.ask('changeUser', `name, ${variant}`, budgets.changeUser, patch({ lastName: 'Hernández-Whitfield' }))
  await sheet.ask('changeUser', `phone, ${variant}`, budgets.changeUser, patch({ phone: '+1 555 0100' }))
  const suspended = user()
  await sheet.ask('suspendUser', variant, budgets.changeUser, post(`${suspended}/suspend`, undefined, caller.token))
  await sheet.ask('reactivateUser', variant, budgets.changeUser, post(`${suspended}/reactivate`, undefined, caller.token))
}

export async function inviting(sheet: Sheet, scene: Scene, variant: string): Promise<void> {
  const { org, caller } = scene
  const invitations = `/v1/orgs/${org.id}/invitations`
  const asked = (count: number, headers?: Record<string, string>) =>
    post(invitations, { invitations: Array.from({ length: count }, () => wish(scene)) }, caller.token, headers)
  await sheet.ask('inviteUsers', `1, ${variant}`, budgets.inviteOne, asked(1))
  const key = { 'idempotency-key': `bench-${made}` }
  const once = asked(1, key)
  await sheet.ask('inviteUsers', `1, Idempotency-Key, ${variant}`, budgets.inviteOne, once)
  await sheet.ask('inviteUsers', `1, the same key again, ${variant}`, budgets.inviteOne, once)
  // A hundred with twenty roles each are more than a body may hold.
  const bulk = scene.roleIds.length > 0 ? 50 : 100
  const bulkOnce = asked(bulk, { 'idempotency-key': `bench-${made}` })
  await sheet.ask('inviteUsers', `${bulk}, Idempotency-Key, ${variant}`, budgets.none, bulkOnce)
  const tried = { ...asked(bulk), path: `${invitations}?dryRun=true` }
  await sheet.ask('inviteUsers', `${bulk}, a dry run, ${variant}`, { writes: 1 }, tried) // that it was asked
  const { invitation } = await invited(sheet.stack, org, wish(scene), caller)
  const edit = (body: object) => ({ method: 'PATCH', path: `${invitations}/${invitation.id}`, token: caller.token, body })
  await sheet.ask('changeInvitation', `name, ${variant}`, budgets.none, edit({ lastName: 'Hernández-Whitfield' }))
  await sheet.ask('changeInvitation', `nothing, ${variant}`, budgets.reading, edit({}))
  await sheet.ask(
    'resendInvitation',
    variant,
    budgets.none,
    post(`${invitations}/${invitation.id}/resend`, undefined, caller.token),
  )
  const wrong = (await invited(sheet.stack, org, wish(scene), caller)).invitation.id
  const correction = post(`${invitations}/${wrong}/correct-email`, { email: freshEmail('right') }, caller.token)
  await sheet.ask('correctInvitationEmail', variant, budgets.none, correction)
  const cancelled = { method: 'DELETE', path: `${invitations}/${invitation.id}`, token: caller.token }
  await sheet.ask('cancelInvitation', variant, budgets.none, cancelled)
}

/** From the mail to the first sign-in, and into a second organization. */
export async function joining(sheet: Sheet, scene: Scene, second: Scene): Promise<void> {
  const invite = async (to: Scene, email: string) => {
    // Mailed to the login email itself, so that accepting proves it.
    await invited(sheet.stack, to.org, { ...wish(to), roleIds: [ADMIN], communicationEmail: null, email }, to.org.owner)
    return tokenFor(sheet.stack, email)
  }
  const declined = await invite(scene, freshEmail('declining'))
  await sheet.ask('lookupInvitation', '', budgets.reading, post('/v1/invitations/lookup', { token: declined }))
  await sheet.ask('declineInvitation', '', budgets.none, post('/v1/invitations/decline', { token: declined }))
  const wrong = () => ask(sheet.stack, 'POST', '/v1/invitations/lookup', { body: { token: 'wrong' } })
  await sheet.run('lookupInvitation', 'a wrong token', budgets.none, wrong)
  const email = freshEmail('accepting')
  const token = await invite(scene, email)
  await sheet.ask('acceptInvitation', 'new person', budgets.accept, post('/v1/invitations/accept', { token, password: PASSWORD }))
  await sheet.run('(sign-in)', 'first of the hour', budgets.signIn, () => signIn(sheet.stack, email))
  let bearer = ''
  await sheet.run('(sign-in)', 'again within the hour', budgets.signIn, async () => {
    bearer = await signIn(sheet.stack, email)
  })
  const offer = await invite(second, email)
  const accepting = post('/v1/invitations/accept', { token: offer }, bearer)
  await sheet.ask('acceptInvitation', 'into a second organization', { ...budgets.accept, cognito: 0 }, accepting)
}
