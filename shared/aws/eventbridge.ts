import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { variable } from '../environment.ts'

export type Bus = {
  /** `detail` carries an id by which a consumer recognizes what it has had before. */
  publish(event: { type: string; at: string; detail: unknown }): Promise<void>
}

const client = new EventBridgeClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1000, requestTimeout: 5000 } })

export const bus: Bus = {
  async publish({ type, at, detail }) {
    const entry = {
      EventBusName: variable('BUS_NAME'),
      Source: 'roster',
      DetailType: type,
      Time: new Date(at),
      Detail: JSON.stringify(detail),
    }
    const { Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }))
    const failed = Entries?.find(({ ErrorCode }) => ErrorCode)
    if (failed) throw new Error(`EventBridge did not take the event: ${failed.ErrorCode} ${failed.ErrorMessage}`)
  },
}
