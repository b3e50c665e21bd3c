import { beforeAll, beforeEach, expect, test } from 'vitest'
import { type Answer, ask, settle } from '../support/api.ts'
import { breakDown, mend } from '../support/faults.ts'
import { addMember, createBusyOrg, type Member, type Org, signIn } from '../support/people.ts'
import { expectProblem, expectUnauthorized } from '../support/problems.ts'
import { useStack } from '../support/stack.ts'
import { cognitoUsers } from '../support/table.ts'
import { openSession, refreshed } from '../support/tokens.ts'

const stack = useStack()
let org: Org
beforeAll(async () => {
  org = await createBusyOrg(stack())
})
beforeEach(() => mend(stack()))

const asOwner = (method: string, path: string): Promise<Answer> =>
  ask(stack(), method, `/v1/orgs/${org.id}/users/${path}`, { token: org.owner.token })
const suspend = (id: string) => asOwner('POST', `${id}/suspend`)
const remove = (id: string) => asOwner('DELETE', id)
const erase = async (id: string) => {
  await suspend(id)
  return asOwner('DELETE', `${id}?permanent=true&confirm=${id}`)
}
const organization = ({ token }: Pick<Member, 'token'>) => ask(stack(), 'GET', `/v1/orgs/${org.id}`, { token })

/** So that Cognito does not hear of it yet. */
const deaf = async () => {
  for (const operation of ['AdminDisableUser', 'AdminDeleteUser', 'AdminUserGlobalSignOut'])
    await breakDown(stack(), { service: 'cognito', operation, error: 'InternalErrorException' })
}

const wrongPassword = 'NotAuthorizedException: Incorrect username or password.'
const ours = /access has been suspended or has ended. Ask an administrator of your organization/

test.each([
  ['suspended', suspend, 'NotAuthorizedException: User is disabled.'],
  ['removed', remove, 'NotAuthorizedException: User is disabled.'],
  ['erased', erase, wrongPassword],
] as const)(
  'D8, M10, D9, figure 12: whoever is %s is refused on the next call, at refresh, and at sign-in after the password, before and after Cognito has heard of it',
  async (_, end, told) => {
    const person = await addMember(stack(), org)
    const session = await openSession(stack(), person.email)
    expect((await organization({ token: session.access })).status).toBe(200)
    await deaf()
    expect((await end(person.id)).status).toBeLessThan(300)
    expectProblem(await organization({ token: session.access }), 404, 'not_found')
    expect([401, 403]).toContain((await ask(stack(), 'GET', '/v1/me', { token: session.access })).status)
    await expect(refreshed(stack(), session)).rejects.toThrow(ours)
    await expect(signIn(stack(), person.email)).rejects.toThrow(ours)
    await expect(signIn(stack(), person.email, 'not the password')).rejects.toThrow(wrongPassword)
    await mend(stack())
    await settle(stack())
    await expect(refreshed(stack(), session)).rejects.toThrow(/NotAuthorizedException/)
    await expect(signIn(stack(), person.email)).rejects.toThrow(told)
    await expect(signIn(stack(), person.email, 'not the password')).rejects.toThrow(wrongPassword)
    const [known] = (await cognitoUsers(stack())).filter(({ Username }) => Username === person.id)
    expect(known?.Enabled).toBe(end === erase ? undefined : false)
  },
)

test.each([
  ['suspended', suspend],
  ['removed', remove],
] as const)(
  'A7: whoever was %s and comes back gets nothing of an old session, whether or not Cognito heard of it',
  async (_, end) => {
    for (const hears of [true, false]) {
      const person = await addMember(stack(), org)
      const session = await openSession(stack(), person.email)
      if (!hears) await deaf()
      await end(person.id)
      if (hears) await settle(stack())
      expect((await asOwner('POST', `${person.id}/reactivate`)).status).toBe(200)
      await mend(stack())
      await settle(stack())
      expectUnauthorized(await organization({ token: session.access }))
      const late = await refreshed(stack(), session).catch(() => null)
      if (hears) expect(late).toBeNull()
      if (late) expectUnauthorized(await organization({ token: late.access }))
      expect((await organization({ token: await signIn(stack(), person.email) })).status).toBe(200)
    }
  },
)
