import { expect, test } from 'vitest'
import { chunksOf, mostBytes, type Open } from '../../../infra/operator/import/chunks.ts'
import { MAX_BODY_BYTES } from '../../../shared/http/request.ts'
import { times } from '../../support/figures.ts'

const open = (count: number, { tries = 0, firstName = '' } = {}): Open[] =>
  times(count).map(index => ({
    tries,
    line: {
      line: index + 2,
      person: '',
      content: `c_${tries}_${index}`,
      entry: { email: `p${index}@x.org`, firstName },
      faults: [],
    },
  }))
const about = { importId: 'i_1' }
const sizes = (given: Open[], message?: string) => chunksOf(given, { ...about, message }).map(({ lines }) => lines.length)
const keys = (given: Open[], more: object = {}) =>
  chunksOf(given, { ...about, ...more }).map(({ idempotencyKey }) => idempotencyKey)

test('as many lines as the API takes, in their order, and the message with each', () => {
  const chunks = chunksOf(open(250), { ...about, message: 'Hi' })
  expect(chunks.map(({ lines }) => lines.length)).toEqual([100, 100, 50])
  expect(chunks.flatMap(({ body }) => JSON.parse(body).invitations)).toEqual(open(250).map(({ line }) => line.entry))
  for (const { body } of chunks) expect(JSON.parse(body).message).toBe('Hi')
  expect(sizes([])).toEqual([])
})

test('never more bytes than the API takes, and no fewer than fit', () => {
  expect(mostBytes).toBe(MAX_BODY_BYTES)
  for (const firstName of ['x'.repeat(800), 'é'.repeat(700), '"'.repeat(650)]) {
    const chunks = chunksOf(open(300, { firstName }), { ...about, message: 'ö"'.repeat(200) })
    expect(chunks.length).toBeGreaterThan(3)
    expect(chunks.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(300)
    for (const [index, { body, lines }] of chunks.entries()) {
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(mostBytes)
      const next = chunks[index + 1]?.lines[0]
      const more = next && JSON.stringify({ ...JSON.parse(body), invitations: [...lines, next].map(({ entry }) => entry) })
      if (more) expect(Buffer.byteLength(more)).toBeGreaterThan(mostBytes)
    }
  }
})

test('whoever goes on after a lost answer makes the same chunk with the same key', () => {
  const all = open(250)
  expect(keys(all.slice(100))).toEqual(keys(all).slice(1))
  const failed = all.slice(0, 100).map(one => ({ ...one, tries: 1 }))
  expect(keys([...failed, ...all.slice(100)]).slice(0, 2)).toEqual(keys(all).slice(1))
})

test('what was tried more often comes later, and by itself', () => {
  const mixed = [...open(3, { tries: 2 }), ...open(30, { tries: 1 }), ...open(3)]
  expect(chunksOf(mixed, about).map(({ lines }) => lines.map(({ content }) => content.slice(0, 3)))).toEqual([
    times(3).map(() => 'c_0'),
    times(30).map(() => 'c_1'),
    times(3).map(() => 'c_2'),
  ])
})

test('a key is another one for another try, import, message or line, and one that the API takes', () => {
  const given = [
    keys(open(2)),
    keys(open(2, { tries: 1 })),
    keys(open(2), { importId: 'i_2' }),
    keys(open(2), { message: 'Hi' }),
    keys(open(3)),
  ].flat()
  expect(new Set(given).size).toBe(5)
  for (const key of given) expect(key).toMatch(/^[!-~]{1,255}$/)
})
