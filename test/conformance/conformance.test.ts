import { AdminDeleteUserCommand, UserNotFoundException } from '@aws-sdk/client-cognito-identity-provider'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { sourcesIn } from '../law/sources.ts'
import { foreignTarget } from './foreign.ts'
import type { Entry, Target } from './list/entry.ts'
import { list } from './list/index.ts'
import { lackingOf } from './list/needs.ts'
import { standInTarget } from './stand-in.ts'

const foreign = await foreignTarget()
const target: Target & { close?(): Promise<void> } = foreign ?? (await standInTarget())
const lacking = await lackingOf(target)
const entries = Object.values(list).flat()

/** Why the target can't be asked for this. */
const reasonOf = ({ needs = [] }: Entry) => needs.flatMap(need => (lacking[need] ? [`${need}: ${lacking[need]}`] : [])).join('; ')

const skipped = entries.filter(entry => reasonOf(entry))

const called = new Set<string>()
target.client.middlewareStack.add(
  (next, { commandName }) =>
    args => {
      called.add(String(commandName))
      return next(args)
    },
  { step: 'initialize' },
)

afterEach(async () => {
  for (const username of target.made) {
    await target.client
      .send(new AdminDeleteUserCommand({ UserPoolId: target.userPoolId, Username: username }))
      .catch((error: unknown) => {
        if (!(error instanceof UserNotFoundException)) throw error
      })
    target.made.delete(username)
  }
})

afterAll(async () => {
  for (const entry of skipped) console.info(`Not tried: ${entry.behaviour} (${reasonOf(entry)})`)
  await target.close?.()
})

describe.each(Object.entries(list))('%s:', (_about, group) => {
  for (const entry of group) {
    const reason = reasonOf(entry)
    test.skipIf(reason)(`${entry.behaviour}${reason && ` (not tried: ${reason})`}`, () => entry.check(target))
  }
})

describe('the list', () => {
  test('says each thing once, and where AWS says it', () => {
    expect(new Set(entries.map(({ behaviour }) => behaviour)).size).toBe(entries.length)
    for (const { page } of entries) {
      expect(page).toMatch(
        /^https:\/\/docs\.aws\.amazon\.com\/cognito[a-z-]*\/latest\/(APIReference|developerguide)\/[\w-]+\.html$/u,
      )
    }
  })

  test.skipIf(foreign)('is tried in full against the stand-in', () => {
    expect(skipped).toEqual([])
  })

  test.skipIf(foreign)('has every call that Roster makes', () => {
    const sources = sourcesIn('shared', 'functions').filter(({ text }) => text.includes('client-cognito-identity-provider'))
    const made = sources.flatMap(({ text }) => [...text.matchAll(/new (\w+Command)\(/gu)].map(([, command]) => command))
    expect(made).toContain('AdminCreateUserCommand')
    expect(made.filter(command => !called.has(command ?? ''))).toEqual([])
  })
})
