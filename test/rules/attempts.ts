import type { Json } from '../support/api.ts'
import type { Member } from '../support/people.ts'
import { freshEmail } from '../support/people.ts'
import { type Actor, actors, type Target, targets, type Wish, wishes } from './cast.ts'
import { cloneTargets } from './clones.ts'
import { requestFor, send, verdictOf } from './requests.ts'
import { bodyOf, makeMember, type Person, type Scene } from './stage.ts'
import { actionRules, actionsBy, becomes, type Case, changes, type Rule, rules, targetOf, verdictBy, wished } from './table.ts'

type Judged = Case & { whom: Target; wanted: Wish; expected: string; succeeds: boolean }
export type Attempt = Judged & { by: Member; on: Person }

function judged(one: Case): Judged {
  const [rule, actor, wanted] = [rules[one.route] as Rule, actors[one.actor] as Actor, wishes[one.wish] as Wish] // of the cast
  const whom = targetOf(one, actor)
  const expected = verdictBy(rule, actor, whom, wanted)
  return { ...one, whom, wanted, expected, succeeds: expected === String(rule.success) && !rule.reads }
}

/** What one actor tries: what must be refused on the one original, what must succeed on somebody who is there for it alone. */
export async function attemptsOf(scene: Scene, rows: Record<string, Json[]>, by: Member, cases: Case[]): Promise<Attempt[]> {
  const all = cases.map(judged)
  const needed = all.filter(({ succeeds, target }) => succeeds && target in targets).map(({ target }) => target)
  const clones = await cloneTargets(scene, rows, needed)
  const attempts: Attempt[] = []
  for (const one of all) {
    if (one.target === 'newcomer')
      attempts.push({ ...one, by, on: { id: '', email: freshEmail('newcomer'), invitationId: null } })
    else if (one.target === 'oneself') {
      const self = one.succeeds ? await makeMember(scene, actors[one.actor] as Actor) : by
      attempts.push({ ...one, by: self, on: { ...self, invitationId: null } })
    } else attempts.push({ ...one, by, on: (one.succeeds ? clones.shift() : scene.targets[one.target]) as Person }) // there are as many
  }
  return attempts
}

export const inWords = ({ actor, route, target, wish }: Case): string => `${actor}: ${route} of ${target}, wishing ${wish}: `

/** What is wrong with the answer; nothing is right. */
export async function tryOut(scene: Scene, attempt: Attempt): Promise<string[]> {
  const { route, on, by, wanted, expected, whom } = attempt
  const answer = await send(scene, requestFor(scene, route, on, wanted), by.token)
  if (verdictOf(answer) !== expected) return [`${inWords(attempt)}${verdictOf(answer)} instead of ${expected}`]
  if (route !== 'getUser' || answer.status !== 200) return []
  const told = answer.body.actions.filter((action: string) => action in actionRules)
  const [shown, right] = [told, actionsBy(actors[attempt.actor] as Actor, whom)].map(list => list.toSorted().join())
  return shown === right ? [] : [`${inWords(attempt)}actions ${shown} instead of ${right}`]
}

/** What is wrong with the person afterwards, and with what the audit log tells of it. */
export function wrongAfter(scene: Scene, attempt: Attempt, users: Json[], events: Json[]): string[] {
  const { route, on, by, whom, wanted } = attempt
  const after = becomes(route, whom, wanted)
  const right = after && { ...bodyOf(scene.ids, after), status: after.status }
  const user = users.find(({ id, email }) => id === on.id || email === on.email)
  const is = user
    ? { roleIds: user.roleIds, extraPermissions: user.extraPermissions, siteIds: user.siteIds, status: user.status }
    : null
  const told = events.filter(({ target, actor }) => target.id === (on.id || user?.id) && actor.id === by.id).length
  return [
    ...(JSON.stringify(is) === JSON.stringify(right) ? [] : [`${JSON.stringify(is)} instead of ${JSON.stringify(right)}`]),
    ...(told === (isSilent(attempt) ? 0 : 1) ? [] : [`${told} events`]),
  ].map(text => inWords(attempt) + text)
}

/** Nothing is told where nothing changes: what was so already, the things of somebody who has none, and sessions likewise. */
const isSilent = ({ route, whom, wanted }: Attempt): boolean =>
  route === 'moveResources' ||
  (route === 'endUserSessions' && whom.status !== 'active') ||
  ((route === 'changeUser' || route === 'changeInvitation') &&
    Object.keys(wanted).length > 0 &&
    !changes(whom, wished(whom, wanted)))
