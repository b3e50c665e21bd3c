import { expect, test } from 'vitest'
import { advance, ask, control, type Json, mailTo, tokenFor } from '../support/api.ts'
import { useOffers } from '../support/offers.ts'
import { createOrg, freshEmail, invite, invited, join, userOf } from '../support/people.ts'
import { expectProblem } from '../support/problems.ts'
import { nextWindow } from '../support/rates.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
const { org, asOwner, resend, cancel, accept, decline, lookup, seats, pass, pending, expectDead } = useOffers(stack)

test('A8: a resend sends a new mail with a new expiry; the old link is dead, the new one works', async () => {
  const { email, user, invitation, token } = await pending()
  await advance(stack(), 60)
  const renewed = await resend(invitation.id)
  expect(renewed.status).toBe(200)
  expect(renewed.body).toMatchObject({ id: invitation.id, status: 'pending', version: 2, delivery: { state: 'queued' } })
  expect(Date.parse(renewed.body.expiresAt) - Date.parse(renewed.body.updatedAt)).toBe(30 * 86_400_000)
  expect(renewed.headers.get('etag')).toBe('"2"')
  const next = await tokenFor(stack(), email)
  expect(next).not.toBe(token)
  expect(await mailTo(stack(), email)).toHaveLength(2)
  await expectDead(token, 410, 'invitation_cancelled')
  expect((await accept(next)).body).toMatchObject({ id: user.id, status: 'active' })
})

test('A8, D2: a resend works on an expired invitation, takes the seat again, and the user is invited again', async () => {
  const { email, user, invitation, token } = await pending()
  const taken = await seats()
  await pass(30 * 86_400 + 1)
  await control(stack(), '/schedules/run', {})
  expect(await userOf(stack(), org(), user.id)).toMatchObject({ status: 'expired', invitation: { status: 'expired' } })
  expect(await seats()).toBe(taken - 1)
  expect((await resend(invitation.id)).body).toMatchObject({ id: invitation.id, status: 'pending' })
  expect(await userOf(stack(), org(), user.id)).toMatchObject({ status: 'invited', invitation: { status: 'pending' } })
  expect(await seats()).toBe(taken)
  await expectDead(token, 410, 'invitation_cancelled')
  expect((await join(stack(), email)).id).toBe(user.id)
})

test('T9: with no seat free an expired invitation cannot be sent again, a pending one can', async () => {
  const [gone, open] = [await pending(), await pending()]
  await pass(30 * 86_400 + 1)
  expect((await resend(open.invitation.id)).status).toBe(200)
  await control(stack(), '/schedules/run', {})
  await stack().invoke('setSeats', { orgId: org().id, seats: 0 })
  expectProblem(await resend(gone.invitation.id), 409, 'seat_limit_reached')
  expect((await resend(open.invitation.id)).status).toBe(200)
  await stack().invoke('setSeats', { orgId: org().id, seats: 500 })
})

test('M12, L6, D2: cancelling kills the link, takes the user off the list, frees the seat and the address', async () => {
  const before = await seats()
  const { email, user, invitation, token } = await pending()
  expect(await seats()).toBe(before + 1)
  const cancelled = await cancel(invitation.id)
  expect([cancelled.status, cancelled.text]).toEqual([204, ''])
  await expectDead(token, 410, 'invitation_cancelled')
  expectProblem(await asOwner('GET', `/users/${user.id}`), 404, 'not_found')
  expect(JSON.stringify((await asOwner('GET', '/users?limit=100')).body)).not.toContain(email)
  expect(await seats()).toBe(before)
  expect((await asOwner('GET', `/invitations/${invitation.id}`)).body).toMatchObject({
    status: 'cancelled',
    reason: null,
    version: 2,
  })
  const again = await invited(stack(), org(), { email })
  expect(again.user.id).not.toBe(user.id)
  expect(again.invitation.id).not.toBe(invitation.id)
  expect((await join(stack(), email)).id).toBe(again.user.id)
})

test('what is over can be neither cancelled nor sent again: 409 that says so', async () => {
  const [cancelled, declined, accepted] = [await pending(), await pending(), await pending()]
  await cancel(cancelled.invitation.id)
  await decline(declined.token)
  await accept(accepted.token)
  for (const { invitation } of [cancelled, declined, accepted])
    for (const answer of [await cancel(invitation.id), await resend(invitation.id)]) expectProblem(answer, 409, 'wrong_status')
})

test('cancel and resend honour If-Match with the invitation’s version', async () => {
  const { invitation } = await pending()
  for (const use of [cancel, resend]) expectProblem(await use(invitation.id, { 'if-match': '"7"' }), 412, 'stale_version')
  expect((await resend(invitation.id, { 'if-match': '"1"' })).body.version).toBe(2)
  expectProblem(await cancel(invitation.id, { 'if-match': '"1"' }), 412, 'stale_version')
  expect((await cancel(invitation.id, { 'if-match': '"1", "2"' })).status).toBe(204)
})

test('declining ends the invitation for good, frees the seat and the address, and says no more than that', async () => {
  const before = await seats()
  const { email, user, invitation, token } = await pending()
  const declined = await decline(token)
  expect([declined.status, declined.text]).toEqual([204, ''])
  await expectDead(token, 410, 'invitation_declined')
  expect((await asOwner('GET', `/invitations/${invitation.id}`)).body.status).toBe('declined')
  expectProblem(await asOwner('GET', `/users/${user.id}`), 404, 'not_found')
  expect(await seats()).toBe(before)
  expect((await invited(stack(), org(), { email })).user.id).not.toBe(user.id)
})

test('a forged, cut or unknown token is 404 like no invitation, and a genuine one is bound to its invitation', async () => {
  const [{ token }, other] = [await pending(), await pending()]
  const [orgId, id, version, mac] = token.split('.')
  const otherId = other.token.split('.')[1]
  const forged = [
    `${orgId}.${otherId}.${version}.${mac}`,
    `${orgId}.${id}.2.${mac}`,
    `${orgId}.${id}.01.${mac}`,
    `${orgId}.${id}.${version}`,
    `${token}.x`,
    token.slice(0, -1),
    `${token}A`,
    token.toUpperCase(),
    ` ${token}`,
    'x',
    '...',
    '',
  ]
  for (const text of forged) {
    await nextWindow(stack(), 'minute') // which has room for ten wrong ones
    await expectDead(text, 404, 'invitation_not_found')
  }
  expect((await lookup(token)).status).toBe(200)
})

test('L6, M8: invitations are listed newest first, by status, page by page with a cursor', async () => {
  const own = await createOrg(stack(), 'Listed')
  const made: Json[] = []
  for (let count = 0; count < 5; count++) made.push(await invited(stack(), own, { email: freshEmail() }))
  const list = async (query: string) =>
    (await ask(stack(), 'GET', `/v1/orgs/${own.id}/invitations${query}`, { token: own.owner.token })).body
  await ask(stack(), 'DELETE', `/v1/orgs/${own.id}/invitations/${made[1].invitation.id}`, { token: own.owner.token })
  const ids = (page: Json) => page.items.map(({ id }: Json) => id)
  const newest = made.map(({ invitation }) => invitation.id).toReversed()
  const all = await list('')
  expect(ids(all).slice(0, 5)).toEqual(newest)
  expect(all.items[5]).toMatchObject({ status: 'accepted', email: own.owner.email, invitedBy: null })
  expect(ids(await list('?status=pending'))).toEqual(newest.filter(id => id !== made[1].invitation.id))
  expect(ids(await list('?status=cancelled'))).toEqual([made[1].invitation.id])
  expect((await list('?status=cancelled,accepted')).items).toHaveLength(2)
  expect(ids(await list('?status=declined'))).toEqual([])
  const walked: string[] = []
  for (let cursor = ''; ; ) {
    const page = await list(`?limit=2&status=pending${cursor}`)
    walked.push(...ids(page))
    await invite(stack(), own, { email: freshEmail() })
    if (!page.nextCursor) break
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
  }
  expect(walked).toEqual(newest.filter(id => id !== made[1].invitation.id))
  const { nextCursor } = await list('?limit=1')
  const wrong = await ask(stack(), 'GET', `/v1/orgs/${own.id}/invitations?status=pending&cursor=${nextCursor}`, {
    token: own.owner.token,
  })
  expectProblem(wrong, 422, 'invalid_cursor')
})
