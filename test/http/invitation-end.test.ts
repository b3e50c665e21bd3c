import { expect, test } from 'vitest'
import { advance, ask, control, type Json, tokenFor } from '../support/api.ts'
import { useOffers } from '../support/offers.ts'
import { addMember, freshEmail, invited, join, userOf } from '../support/people.ts'
import { expectProblem } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
const { org, asOwner, resend, accept, lookup, seats, pass, pending, expectDead } = useOffers(stack)

test('L4: with the schedule off an invitation is good until moments before its time, and refused from that time on', async () => {
  const { token, invitation, user } = await pending()
  const now = Date.parse((await (await fetch(`${stack().outputs.ControlUrl}/clock`)).json()).now)
  await pass((Date.parse(invitation.expiresAt) - now) / 1000 - 20)
  expect((await lookup(token)).status).toBe(200)
  await advance(stack(), 20)
  await expectDead(token, 410, 'invitation_expired')
  expect(await userOf(stack(), org(), user.id)).toMatchObject({ status: 'invited' })
})

test('L4: an expired invitation, marked or not, blocks no new one for the same person, and holds no seat', async () => {
  for (const marked of [true, false]) {
    const { email, user, invitation, token } = await pending({ firstName: 'Kim' })
    const taken = await seats()
    await pass(30 * 86_400 + 1)
    if (marked) await control(stack(), '/schedules/run', {})
    const renewed = await invited(stack(), org(), { email })
    expect(renewed.user).toMatchObject({ id: user.id, status: 'invited', firstName: 'Kim' })
    expect(renewed.invitation.id).not.toBe(invitation.id)
    expect((await seats()) <= taken).toBe(true)
    await expectDead(token, 410, 'invitation_expired')
    await control(stack(), '/schedules/run', {})
    const old = await asOwner('GET', `/invitations/${invitation.id}`)
    expect([marked, old.body.status]).toEqual([marked, 'expired'])
    expect(await userOf(stack(), org(), user.id)).toMatchObject({ status: 'invited', invitation: { id: renewed.invitation.id } })
    expect((await join(stack(), email)).id).toBe(user.id)
  }
})

test('M6: an inviter who lost the rights since is found out at acceptance: 410, cancelled, and the list says why', async () => {
  const admin = await addMember(stack(), org(), { roleIds: ['rol_admin'] })
  const cases = [await pendingBy(admin, { roleIds: ['rol_admin'] }), await pendingBy(admin, { roleIds: ['rol_admin'] })]
  const patch = (body: object) =>
    ask(stack(), 'PATCH', `/v1/orgs/${org().id}/users/${admin.id}`, { token: org().owner.token, body })
  await patch({ roleIds: ['rol_member'] })
  const [first, second] = cases as [(typeof cases)[0], (typeof cases)[0]]
  expectProblem(await accept(first.token), 410, 'invitation_cancelled')
  const { items } = (await asOwner('GET', '/invitations?status=cancelled&limit=100')).body
  expect(items.find(({ id }: Json) => id === first.invitation.id)).toMatchObject({
    reason: 'inviter_lost_rights',
    status: 'cancelled',
  })
  expectProblem(await asOwner('GET', `/users/${first.user.id}`), 404, 'not_found')
  await patch({ roleIds: ['rol_admin'] })
  expect((await accept(second.token)).body).toMatchObject({ status: 'active', roles: [{ id: 'rol_admin' }] })
})

test('M6: a suspended inviter backs nothing that gives rights, and an owner’s resend backs it anew', async () => {
  const admin = await addMember(stack(), org(), { roleIds: ['rol_admin'] })
  const [one, other] = [
    await pendingBy(admin, { roleIds: ['rol_admin'] }),
    await pendingBy(admin, { extraPermissions: ['users:read'] }),
  ]
  await asOwner('POST', `/users/${admin.id}/suspend`)
  expectProblem(await accept(other.token), 410, 'invitation_cancelled')
  await resend(one.invitation.id)
  expect((await accept(await tokenFor(stack(), one.email))).body).toMatchObject({
    status: 'active',
    roles: [{ id: 'rol_admin' }],
  })
})

async function pendingBy(by: Awaited<ReturnType<typeof addMember>>, entry: object) {
  const email = freshEmail()
  const { user, invitation } = await invited(stack(), org(), { email, ...entry }, by)
  return { email, user, invitation, token: await tokenFor(stack(), email) }
}
