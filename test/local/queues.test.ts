import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Clock, openClock } from '../../infra/local/clock.ts'
import { openQueues, type QueueDefinition, type Queues } from '../../infra/local/queues.ts'
import { openState } from '../../infra/local/state.ts'

const definitions: QueueDefinition[] = [
  {
    name: 'mail.fifo',
    visibilityTimeoutSeconds: 30,
    maxReceiveCount: 2,
    deadLetterQueue: 'mail-dead.fifo',
    retentionSeconds: 14 * 86_400,
  },
  { name: 'mail-dead.fifo', visibilityTimeoutSeconds: 30, maxReceiveCount: 1, retentionSeconds: 14 * 86_400 },
  { name: 'plain', visibilityTimeoutSeconds: 30, maxReceiveCount: 2, retentionSeconds: 60 },
]

let clock: Clock
let queues: Queues
let sent = 0

beforeEach(() => {
  const state = openState(null)
  clock = openClock(state)
  queues = openQueues({ state, clock, definitions })
})

const send = (body: string, groupId = 'g', deduplicationId = `d${sent++}`) =>
  queues.send('mail.fifo', { body, groupId, deduplicationId })
const receive = (limit = 10) => queues.receive('mail.fifo', limit)
const bodies = (limit?: number) => receive(limit).map(message => message.body)
const countsOf = (name: string) => queues.counts().find(counts => counts.name === name)

describe('a FIFO queue', () => {
  test('gives messages in the order in which they were sent', () => {
    for (const body of ['1', '2', '3']) send(body)
    expect(bodies(2)).toEqual(['1', '2'])
  })

  test('holds a group back while one of its messages is in flight, and no other group', () => {
    send('a1', 'a')
    send('a2', 'a')
    send('b1', 'b')
    const [first] = receive(1)
    expect(bodies()).toEqual(['b1'])
    queues.delete('mail.fifo', first?.receiptHandle ?? '')
    expect(bodies()).toEqual(['a2'])
  })

  test('shows a message again when its time is over, and counts', () => {
    send('1')
    expect(receive()[0]).toMatchObject({ receiveCount: 1 })
    clock.advance(29)
    expect(receive()).toEqual([])
    clock.advance(1)
    expect(receive()[0]).toMatchObject({ receiveCount: 2 })
  })

  test('can be told to show a message sooner or later', () => {
    send('1')
    queues.changeVisibility('mail.fifo', receive()[0]?.receiptHandle ?? '', 100)
    clock.advance(99)
    expect(receive()).toEqual([])
    clock.advance(1)
    queues.changeVisibility('mail.fifo', receive()[0]?.receiptHandle ?? '', 0)
    expect(countsOf('mail.fifo')).toMatchObject({ waiting: 1, inFlight: 0 })
  })

  test('takes no receipt handle whose time is over', () => {
    send('1')
    const handle = receive()[0]?.receiptHandle ?? ''
    clock.advance(30)
    expect(() => queues.delete('mail.fifo', handle)).toThrow('expired')
    receive()
    queues.delete('mail.fifo', handle)
    expect(countsOf('mail.fifo')).toMatchObject({ inFlight: 1 })
  })

  test('takes a message once in five minutes, even after it is done', () => {
    const first = send('1', 'g', 'same')
    queues.delete('mail.fifo', receive()[0]?.receiptHandle ?? '')
    clock.advance(299)
    expect(send('1', 'g', 'same')).toEqual(first)
    expect(receive()).toEqual([])
    clock.advance(1)
    send('1', 'g', 'same')
    expect(bodies()).toEqual(['1'])
  })

  test('moves a message to its dead letters after too many receives, and goes on with the group', () => {
    const { messageId } = send('poison')
    send('next')
    for (const _ of [1, 2]) {
      expect(bodies(1)).toEqual(['poison'])
      clock.advance(30)
    }
    expect(bodies(1)).toEqual(['next'])
    expect(countsOf('mail.fifo')).toEqual({ name: 'mail.fifo', waiting: 0, inFlight: 1, deadLetters: 1 })
    expect(queues.receive('mail-dead.fifo', 10)).toMatchObject([{ messageId, body: 'poison', groupId: 'g', receiveCount: 1 }])
  })

  test('forgets what is older than its retention', () => {
    send('old')
    clock.advance(14 * 86_400 - 1)
    send('new')
    clock.advance(1)
    expect(bodies()).toEqual(['new'])
  })

  test('wants a group and a deduplication id', () => {
    expect(() => queues.send('mail.fifo', { body: '1', deduplicationId: 'd' })).toThrow('MessageGroupId')
    expect(() => queues.send('mail.fifo', { body: '1', groupId: 'g' })).toThrow('MessageDeduplicationId')
  })

  test('tells that something came, until nobody wants to know', () => {
    let told = 0
    const stop = queues.onSend('mail.fifo', () => {
      told += 1
    })
    send('1')
    queues.send('plain', { body: '2' })
    stop()
    send('3')
    expect(told).toBe(1)
  })
})

test('a plain queue holds nothing back and deletes with an old receipt handle', () => {
  for (const body of ['1', '2']) queues.send('plain', { body })
  const [first] = queues.receive('plain', 1)
  expect(queues.receive('plain', 10)).toMatchObject([{ body: '2' }])
  clock.advance(30)
  queues.delete('plain', first?.receiptHandle ?? '')
  expect(queues.receive('plain', 10)).toMatchObject([{ body: '2' }])
})

test('no queue is made by using it', () => {
  expect(() => queues.receive('nobody', 1)).toThrow('does not exist')
})

test('messages, their order and the deduplication outlive a restart; what was in flight comes again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roster-'))
  const open = () => {
    const state = openState(folder)
    return { state, queues: openQueues({ state, clock: openClock(state), definitions }) }
  }
  const before = open()
  for (const body of ['1', '2']) before.queues.send('mail.fifo', { body, groupId: 'g', deduplicationId: body })
  before.queues.receive('mail.fifo', 1, Number.POSITIVE_INFINITY)
  before.state.close()
  const after = open()
  for (const body of ['2', '3']) after.queues.send('mail.fifo', { body, groupId: 'g', deduplicationId: body })
  const received = after.queues.receive('mail.fifo', 10).map(({ body, receiveCount }) => [body, receiveCount])
  expect(received).toEqual([
    ['1', 2],
    ['2', 1],
    ['3', 1],
  ])
  after.state.close()
  rmSync(folder, { recursive: true })
})
