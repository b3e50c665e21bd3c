import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** "TOTP software token MFA". `lastStep` is the time step of the last code taken: a code works once. */
export type SoftwareToken = { secret: string; enabled: boolean; preferred: boolean; lastStep: number }

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export const newTotpSecret = () => Array.from(randomBytes(52), byte => alphabet[byte % 32]).join('')

/** RFC 6238 with SHA-1, 6 digits, 30 seconds, as the guide says. */
export function totpCode(secret: string, milliseconds: number): string {
  return codeAt(decode(secret), Math.floor(milliseconds / 30_000))
}

/** The step whose code this is, among now and its two neighbours; undefined if none. */
export function matchingStep(secret: string, code: string, milliseconds: number): number | undefined {
  const now = Math.floor(milliseconds / 30_000)
  const key = decode(secret)
  return [now, now - 1, now + 1].find(step => same(codeAt(key, step), code))
}

const same = (one: string, other: string) => one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))

function codeAt(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', key).update(counter).digest()
  const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

function decode(secret: string): Buffer {
  const bits = Array.from(secret, letter => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/gu) ?? []).map(byte => Number.parseInt(byte, 2)))
}
