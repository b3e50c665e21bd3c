import type { Member } from '../support/people.ts'
import type { Actor } from './cast.ts'
import { type Matter, organizationMatters, resourceMatters, siteMatters, verdictOn } from './matters.ts'
import { send, verdictOf } from './requests.ts'
import { roleMatters } from './role-matters.ts'
import { idOf, type Scene } from './stage.ts'

export const matters: Matter[] = [...organizationMatters, ...siteMatters, ...roleMatters, ...resourceMatters]

/** One after the other, since each success is taken back by the owner before the next request. */
export async function tryMatters(scene: Scene, actor: Actor, by: Member, chosen: Matter[]): Promise<string[]> {
  const wrong: string[] = []
  for (const matter of chosen) {
    const answer = await send(scene, named(scene, matter), by.token)
    const [is, right] = [verdictOf(answer), verdictOn(matter, actor.standing, actor)]
    if (is !== right) wrong.push(`${matter.name}: ${is} instead of ${right}`)
    if (answer.status < 300 && matter.undo) await undo(scene, matter.undo, answer.body?.id)
  }
  return wrong
}

async function undo(scene: Scene, { makes, ...request }: NonNullable<Matter['undo']>, made: string): Promise<void> {
  const answer = await send(scene, named(scene, request, made), scene.org.owner.token)
  if (answer.status >= 300) throw new Error(`${request.method} ${request.path}: ${answer.text}`)
  if (makes) scene.ids[makes] = answer.body.id
}

/** With the ids in place of the names. */
function named<T extends { path: string; body?: object }>(scene: Scene, request: T, made = ''): T {
  const text = JSON.stringify({ ...request, undo: undefined }).replaceAll(/\{([a-z][\w :,-]*)\}/g, (_, name: string) =>
    name === 'made' ? made : (scene.targets[name]?.id ?? idOf(scene.ids, name.replace(/^role:/, ''))),
  )
  return JSON.parse(text)
}
