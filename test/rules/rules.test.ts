import { beforeAll, describe, expect, test } from 'vitest'
import { routes } from '../../shared/routes/index.ts'
import { settle } from '../support/api.ts'
import { figure, isFull } from '../support/figures.ts'
import { useStack } from '../support/stack.ts'
import { eventsIn, scanTable, usersIn } from '../support/table.ts'
import { type Attempt, attemptsOf, tryOut, wrongAfter } from './attempts.ts'
import { type Actor, actors, someActors } from './cast.ts'
import { rowsOfTargets } from './clones.ts'
import { lists, tryLists } from './lists.ts'
import { pairwise } from './pairs.ts'
import { makeActor, type Scene, setTheStage } from './stage.ts'
import { casesOf, rules } from './table.ts'
import { matters, tryMatters } from './try-matters.ts'

const stack = useStack()
let scene: Scene
let rows: Awaited<ReturnType<typeof rowsOfTargets>>

beforeAll(async () => {
  scene = await setTheStage(stack())
  rows = await rowsOfTargets(scene)
}, 300_000)

const chosen = isFull() ? Object.keys(actors) : someActors
const all = casesOf(chosen)
const cases = isFull() ? all : pairwise(all, ({ route, actor, target, wish }) => [route, actor, target, wish])

/** Another quarter for each actor. */
const mattersOf = (name: string) => matters.filter((_, index) => isFull() || (index + chosen.indexOf(name)) % 4 === 0)

async function atOnce<T>(count: number, list: T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = list.values()
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (const one of left) await work(one)
    }),
  )
}

const succeeded: Attempt[] = []

/** Routes that came to be after the table: each leaves this list with an entry there. */
const untold = ['listAuditEvents', 'verifyAuditEvents']
/** What the table calls otherwise, since it does several things. */
const calledOtherwise: Record<string, string> = {
  eraseUser: 'removeUser',
  previewRemoval: 'removeUser',
  rehearseInvitation: 'inviteUsers',
}

test('every route that asks for a permission of the organization stands in the table', () => {
  const told = [...Object.keys(rules), ...matters.map(({ name }) => name), ...Object.keys(lists)].map(
    name => name.split(/[ ,]/)[0] ?? '',
  )
  const asking = routes.filter(({ permission }) => permission.includes(':')).map(({ name }) => name)
  expect(asking.filter(name => !untold.includes(name)).toSorted()).toEqual(
    [...new Set(told.map(name => calledOtherwise[name] ?? name))].toSorted(),
  )
})

describe('route × target × wish, each combination as the table of the rules says, for', () => {
  test.each(chosen)(
    '%s',
    async name => {
      const own = cases.filter(({ actor }) => actor === name)
      const actor = actors[name] as Actor // one of them
      const by = await makeActor(scene, actor)
      const wrong = [...(await tryMatters(scene, actor, by, mattersOf(name))), ...(await tryLists(scene, actor, by))]
      const attempts = await attemptsOf(scene, rows, by, own)
      await atOnce(8, attempts, async attempt => void wrong.push(...(await tryOut(scene, attempt))))
      expect(wrong).toEqual([])
      expect(attempts).toHaveLength(own.length)
      succeeded.push(...attempts.filter(({ succeeds }) => succeeds))
    },
    figure(60_000, 1_800_000),
  )
})

test(
  'whatever was refused has written nothing about anybody',
  async () => {
    await settle(stack())
    expect(await rowsOfTargets(scene)).toEqual(rows)
  },
  figure(60_000, 600_000),
)

test(
  'whatever succeeded has done to one person what it says and nothing else, and is told by one event',
  async () => {
    expect(succeeded.length).toBeGreaterThan(50)
    const items = await scanTable(stack())
    const [users, events] = [usersIn(items, scene.org.id), eventsIn(items, scene.org.id)]
    expect(succeeded.flatMap(attempt => wrongAfter(scene, attempt, users, events))).toEqual([])
  },
  figure(60_000, 600_000),
)
