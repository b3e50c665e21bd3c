import { randomUUID } from 'node:crypto'
import { AwsRefusal, type Operation } from './aws-json.ts'
import type { Clock } from './clock.ts'

/** As a rule's target gets it: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export type BusEvent = {
  version: '0'
  id: string
  'detail-type': string
  source: string
  account: string
  time: string
  region: string
  resources: string[]
  detail: unknown
  /** Not part of an event on AWS: the bus it was put on. */
  bus: string
}

type Entry = {
  Source?: string
  DetailType?: string
  Detail?: string
  EventBusName?: string
  Resources?: string[]
  /** Seconds since the epoch. */
  Time?: number
}

type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string }

const kept = 1000
const mostEntries = 10

/** EventBridge without rules: it keeps the newest events, to look at. */
export function openEventBus({ clock }: { clock: Clock }) {
  const events: BusEvent[] = []
  const put = (entry: Entry): EntryResult => {
    const fault = faultOf(entry)
    if (fault) return fault
    const event = eventOf(entry, clock)
    events.push(event)
    if (events.length > kept) events.shift()
    return { EventId: event.id }
  }
  const operations: Record<string, Operation> = {
    PutEvents({ Entries: entries }: { Entries: Entry[] }, failsInPart) {
      if (!entries.length || entries.length > mostEntries) {
        throw new AwsRefusal('ValidationException', `1 to ${mostEntries} entries can be put at once, not ${entries.length}`)
      }
      const results = entries.map((entry, at) => (failsInPart && at === 0 ? failed('InternalFailure', 'injected') : put(entry)))
      return { FailedEntryCount: results.filter(result => 'ErrorCode' in result).length, Entries: results }
    },
  }
  return { operations, events: () => [...events] }
}

/** An entry is refused by itself; its neighbours go through: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
function faultOf({ Source: source, DetailType: detailType, Detail: detail }: Entry) {
  if (!source) return failed('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.')
  if (!detailType)
    return failed('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.')
  if (!detail) return failed('InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.')
  return isJsonObject(detail) ? null : failed('MalformedDetail', 'Detail is malformed.')
}

const failed = (ErrorCode: string, ErrorMessage: string): EntryResult => ({ ErrorCode, ErrorMessage })

function isJsonObject(text: string) {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const eventOf = (entry: Entry, clock: Clock): BusEvent => ({
  version: '0',
  id: randomUUID(),
  'detail-type': entry.DetailType ?? '',
  source: entry.Source ?? '',
  account: '000000000000',
  // EventBridge tells whole seconds.
  time: new Date(entry.Time === undefined ? clock.now() : entry.Time * 1000).toISOString().replace(/\.\d+/, ''),
  region: 'us-east-1',
  resources: entry.Resources ?? [],
  detail: JSON.parse(entry.Detail ?? ''),
  bus: entry.EventBusName ?? 'default',
})
