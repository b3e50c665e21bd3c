import { beforeAll, beforeEach, expect, test } from 'vitest'
import { create } from '../support/accounts.ts'
import { unclean, verdictOf } from '../support/answers.ts'
import { advance, ask, settle, tokenFor } from '../support/api.ts'
import {
  accept,
  type Broken,
  breakDown,
  cutAtCognito,
  cutAtDynamoDb,
  deadAfter,
  mend,
  runSchedule,
  switchOffSchedule,
} from '../support/faults.ts'
import { figure } from '../support/figures.ts'
import { createBusyOrg, freshEmail, invited, type Org, PASSWORD, signIn } from '../support/people.ts'
import { unsound } from '../support/sound.ts'
import { useStack } from '../support/stack.ts'

const stack = useStack()
let [squatting, org]: [Org, Org] = [] as never
const squatters = 'squatters horse 17'
const pastLease = 61

beforeAll(async () => {
  squatting = await createBusyOrg(stack())
  org = await createBusyOrg(stack())
  await switchOffSchedule(stack())
})

beforeEach(async () => {
  await mend(stack())
  for (const one of [squatting, org]) one.owner.token = await signIn(stack(), one.owner.email)
})

/** An account that never proved its address, and the token mailed to that address. */
async function squatted() {
  const email = freshEmail('victim')
  await create(stack(), squatting, { email, temporaryPassword: squatters, mustChangePassword: false })
  await invited(stack(), org, { email })
  return { email, token: await tokenFor(stack(), email) }
}

// Two hops for the offer and two for the memberships; then the address moves, the old Cognito user goes, and all begins anew.
const move = 4
const cuts: Record<string, Broken[]> = {
  'before the address moves': deadAfter(move),
  'before the address moves, with time to tidy up': [cutAtDynamoDb('TransactWriteItems', 'ConnectionRefused')],
  'after the address moved, unheard': [cutAtDynamoDb('TransactWriteItems', 'ConnectionLost')],
  'after the address moved, unheard, and then dead': [cutAtDynamoDb('*', 'ConnectionLost', { skip: move })],
  'before the old Cognito user goes': [cutAtCognito('AdminDeleteUser', 'ConnectionRefused'), ...deadAfter(move + 1)],
  'after the old Cognito user went, unheard': [cutAtCognito('AdminDeleteUser', 'ConnectionLost'), ...deadAfter(move + 1)],
  'before the new Cognito user is made': [cutAtCognito('AdminCreateUser', 'ConnectionRefused'), ...deadAfter(move + 4)],
  'before the last commit': deadAfter(move + 4),
}

test.each(Object.entries(cuts))('taking an address that was cut off %s is finished by another try', async (_, faults) => {
  const { email, token } = await squatted()
  for (const fault of faults) await breakDown(stack(), fault)
  expect(unclean([await accept(stack(), token)], '200')).toEqual([])
  await mend(stack())
  let second = await accept(stack(), token)
  if (second.status === 503) {
    await advance(stack(), pastLease)
    await settle(stack())
    second = await accept(stack(), token)
  }
  expect(['200', '410 invitation_accepted']).toContain(verdictOf(second))
  await signIn(stack(), email, PASSWORD)
  await expect(signIn(stack(), email, squatters)).rejects.toThrow(/NotAuthorizedException/)
  await advance(stack(), pastLease)
  await runSchedule(stack())
  expect(await unsound(stack())).toEqual([])
})

test('accepting signed in to the unproven account and with a new password at once: exactly one of the two counts', async () => {
  for (let round = 0; round < figure(4, 100); round++) {
    const { email, token } = await squatted()
    const bearer = await signIn(stack(), email, squatters)
    const answers = await Promise.all([
      accept(stack(), token),
      ask(stack(), 'POST', '/v1/invitations/accept', { body: { token }, token: bearer }),
    ])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(unclean(answers, '200', '403 wrong_account', '409 sign_in_required', '410 invitation_accepted')).toEqual([])
    await signIn(stack(), email, answers[0]?.status === 200 ? PASSWORD : squatters)
  }
  expect(await unsound(stack())).toEqual([])
})

test('an invitation at the moment of the move lands on the person who has the address, and can be accepted', async () => {
  const third = await createBusyOrg(stack())
  for (let round = 0; round < figure(6, 100); round++) {
    const { email, token } = await squatted()
    const [taken] = await Promise.all([accept(stack(), token), invited(stack(), third, { email })])
    expect(taken.status).toBe(200)
    await settle(stack())
    const bearer = await signIn(stack(), email, PASSWORD)
    const later = await ask(stack(), 'POST', '/v1/invitations/accept', {
      body: { token: await tokenFor(stack(), email) },
      token: bearer,
    })
    expect(verdictOf(later)).toBe('200')
  }
  expect(await unsound(stack())).toEqual([])
})

test('an owner who leaves at the moment of the move is no reason to refuse it', async () => {
  for (let round = 0; round < figure(4, 50); round++) {
    const email = freshEmail('victim')
    const two = await createBusyOrg(stack())
    const body = { email, temporaryPassword: squatters, mustChangePassword: false, roleIds: ['rol_owner'] }
    expect((await create(stack(), two, body)).status).toBe(201)
    await invited(stack(), org, { email })
    const token = await tokenFor(stack(), email)
    const [taken, left] = await Promise.all([
      accept(stack(), token),
      ask(stack(), 'POST', `/v1/orgs/${two.id}/leave`, { token: two.owner.token }),
    ])
    expect(unclean([taken], '200')).toEqual([])
    expect(unclean([left], '200', '409 last_owner')).toEqual([])
  }
  expect(await unsound(stack())).toEqual([])
})
