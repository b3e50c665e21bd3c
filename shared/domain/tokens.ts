import { createHmac, timingSafeEqual } from 'node:crypto'

export type InvitationToken = { orgId: string; invitationId: string; tokenVersion: number }

/** The token is stored nowhere: a retried mail makes the identical one again, a resend raises its version. */
export const invitationToken = (token: InvitationToken, key: Uint8Array): string => `${stem(token)}.${mac(stem(token), key)}`

/** Null for whatever this key has not signed. Takes the same time for every wrong token of one length. */
export function readInvitationToken(text: string, key: Uint8Array): InvitationToken | null {
  const [orgId, invitationId, version, given, ...more] = text.split('.')
  if (!orgId || !invitationId || !version || !given || more.length > 0 || !/^[1-9]\d{0,8}$/.test(version)) return null
  const token = { orgId, invitationId, tokenVersion: Number(version) }
  const [expected, actual] = [Buffer.from(mac(stem(token), key)), Buffer.from(given)]
  return expected.length === actual.length && timingSafeEqual(expected, actual) ? token : null
}

const stem = ({ orgId, invitationId, tokenVersion }: InvitationToken) => `${orgId}.${invitationId}.${tokenVersion}`
const mac = (text: string, key: Uint8Array) => createHmac('sha256', key).update(text).digest('base64url')
