import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Refusal } from '../domain/refusals.ts'

/**
 * A cursor is a position, encrypted and bound to the request that it continues: a name in it shows to nobody, and it can't be bent or
 * used with another organization, caller, filter or sort.
 */
export function writeCursor(position: unknown, binding: unknown[], key: Uint8Array): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(JSON.stringify(binding)))
  const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(position), 'utf8'), cipher.final(), cipher.getAuthTag()])
  return sealed.toString('base64url')
}

/** The position, which only `writeCursor` with the same key and binding can have made: its type is what went in. */
export function readCursor<Position>(cursor: string, binding: unknown[], key: Uint8Array): Position {
  try {
    const sealed = Buffer.from(cursor, 'base64url')
    if (sealed.toString('base64url') !== cursor) throw new Error('not canonical')
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(JSON.stringify(binding))).setAuthTag(sealed.subarray(-16))
    return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]).toString('utf8'))
  } catch {
    throw new Refusal(
      'invalid_cursor',
      'This cursor does not continue this list. Take it unchanged from nextCursor, with the same filters and sort.',
    )
  }
}
