import { describe, expect, test } from 'vitest'
import { type Room, rooms } from './rooms.ts'
import { everything, type Import, importsOf, isIn, sourcesIn } from './sources.ts'

const matches = (name: string, pattern: string): boolean => {
  if (pattern.endsWith('/*.ts') || pattern === '*.ts') {
    const folder = pattern.slice(0, -'*.ts'.length)
    return name.startsWith(folder) && !name.slice(folder.length).includes('/') && name.endsWith('.ts')
  }
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : isIn(name, pattern)
}

const roomOf = (path: string): Room | undefined => rooms.find(({ room }) => matches(path, room))

const isOurs = (name: string) => name.endsWith('.ts') && !name.startsWith('node:')

function isAllowed({ from, typeOnly }: Import, room: Room): boolean {
  const wanted = isOurs(from) ? room.from : (room.packages ?? [])
  return (
    wanted.some(pattern => matches(from, pattern)) || (typeOnly && (room.types ?? []).some(pattern => matches(from, pattern)))
  )
}

const files = everything().map(source => ({ ...source, imports: importsOf(source) }))

describe('imports are read as they stand:', () => {
  const read = (text: string) => importsOf({ path: 'shared/data/x.ts', text })

  test.each<[string, Import[]]>([
    ["import { a, type B } from './y.ts'", [{ from: 'shared/data/y.ts', typeOnly: false, names: ['a', 'B'] }]],
    ["import { type A, type B } from '../domain/y.ts'", [{ from: 'shared/domain/y.ts', typeOnly: true, names: ['A', 'B'] }]],
    ["import type { A } from 'pkg/deep'", [{ from: 'pkg/deep', typeOnly: true, names: ['A'] }]],
    ["import {\n  a,\n  b,\n} from 'node:fs'", [{ from: 'node:fs', typeOnly: false, names: ['a', 'b'] }]],
    ["import * as z from 'zod/mini'", [{ from: 'zod/mini', typeOnly: false, names: [] }]],
    ["import middy from '@middy/core'", [{ from: '@middy/core', typeOnly: false, names: [] }]],
    ["export { a } from './y.ts'", [{ from: 'shared/data/y.ts', typeOnly: false, names: ['a'] }]],
    ["export * from './y.ts'", [{ from: 'shared/data/y.ts', typeOnly: false, names: [] }]],
    ["import './y.ts'", [{ from: 'shared/data/y.ts', typeOnly: false, names: [] }]],
    ["const a = await import('../../infra/y.ts')", [{ from: 'infra/y.ts', typeOnly: false, names: [] }]],
    ["const text = 'a'\nexport const b = 1", []],
  ])('%j', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  test('every file has its imports found', () => {
    for (const { path, text, imports } of files) {
      expect(imports.length, path).toBeGreaterThanOrEqual(text.match(/^import /gm)?.length ?? 0)
    }
  })
})

test('every file is in a room, and every room has files', () => {
  expect(files.filter(({ path }) => !roomOf(path)).map(({ path }) => path)).toEqual([])
  for (const room of rooms) expect(files.filter(({ path }) => roomOf(path) === room).length, room.room).toBeGreaterThan(0)
})

describe.each(rooms)('$room', room => {
  test('imports only what it may', () => {
    const forbidden = files
      .filter(({ path }) => roomOf(path) === room)
      .flatMap(({ path, imports }) => imports.filter(one => !isAllowed(one, room)).map(({ from }) => `${path} imports ${from}`))
    expect(forbidden, room.why).toEqual([])
  })

  test('may import nothing that it does not import', () => {
    if (room.packages?.includes('*')) return
    const used = files.filter(({ path }) => roomOf(path) === room).flatMap(({ imports }) => imports)
    const allowed = [...room.from, ...(room.packages ?? []), ...(room.types ?? [])]
    expect(allowed.filter(pattern => !used.some(({ from }) => matches(from, pattern)))).toEqual([])
  })
})

test('functions never import each other', () => {
  const each = sourcesIn('functions').flatMap(source => importsOf(source).map(({ from }) => `${source.path} imports ${from}`))
  expect(each.length).toBeGreaterThan(50)
  expect(each.filter(line => /imports functions\//.test(line))).toEqual([])
})

test('nothing but infra itself and the tests imports infra', () => {
  const strangers = files.filter(({ path }) => !isIn(path, 'infra') && !isIn(path, 'test'))
  expect(strangers.filter(({ imports }) => imports.some(({ from }) => isIn(from, 'infra')))).toEqual([])
})

test('the clients of AWS come into the hands of functions alone, and of the demo that makes the same calls', () => {
  const users = files
    .filter(({ imports }) => imports.some(({ from, typeOnly }) => isIn(from, 'shared/aws') && !typeOnly))
    .map(({ path }) => path)
  const others = users.filter(path => !isIn(path, 'functions') && !isIn(path, 'test'))
  // The latter two speak through another one's client.
  expect(others).toEqual(['infra/local/demo.ts', 'shared/aws/password-resets.ts', 'shared/aws/sessions.ts'])
})

test('no file of shared imports itself in a circle at run time', () => {
  const links = new Map(
    files
      .filter(({ path }) => isIn(path, 'shared'))
      .map(({ path, imports }) => [path, imports.filter(({ typeOnly }) => !typeOnly).map(({ from }) => from)]),
  )
  const circles: string[] = []
  const walk = (path: string, trail: string[]): void => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
    else for (const next of links.get(path) ?? []) walk(next, [...trail, path])
  }
  for (const path of links.keys()) walk(path, [])
  expect([...new Set(circles)]).toEqual([])
})
