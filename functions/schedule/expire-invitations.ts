import type { Context } from 'aws-lambda'
import { credentials } from '../../shared/aws/cognito.ts'
import { table } from '../../shared/aws/dynamodb.ts'
import { now } from '../../shared/clock.ts'
import { expireInvitations, expiryChunk } from '../../shared/data/expiring.ts'
import { type Due, listDue } from '../../shared/data/invitations.ts'
import { sweepLease } from '../../shared/data/sweeping.ts'
import { logger } from '../../shared/logger.ts'

const roundSize = 400
const reserveMilliseconds = 20_000

/** L4: round after round over the sparse due index, until nothing due is left or the time runs out; the next run goes on. */
export const handler = async (_event: unknown, context: Context): Promise<{ marked: number }> => {
  let marked = 0
  for (;;) {
    const at = now()
    const due = await listDue(table, at, roundSize)
    const done = due.length > 0 ? await clear(due, at, context.awsRequestId) : 0
    marked += done
    if (done === 0 || context.getRemainingTimeInMillis() < reserveMilliseconds) break
  }
  logger.info('expired', { marked })
  return { marked }
}

async function clear(due: Due[], at: string, runId: string): Promise<number> {
  const origin = { ip: null, userAgent: null, requestId: runId }
  let done = 0
  for (const { userId } of due.filter(one => 'userId' in one))
    done += (await sweepLease(table, credentials, userId, at, runId)) ? 1 : 0
  const byOrg = Map.groupBy(
    due.filter(one => 'orgId' in one),
    ({ orgId }) => orgId,
  )
  for (const [orgId, invitations] of byOrg) {
    for (let from = 0; from < invitations.length; from += expiryChunk) {
      const ids = invitations.slice(from, from + expiryChunk).map(({ invitationId }) => invitationId)
      done += await expireInvitations(table, orgId, ids, at, origin)
    }
  }
  return done
}
