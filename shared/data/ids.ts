import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

export type IdPrefix = 'org' | 'usr' | 'inv' | 'rol' | 'ste' | 'evt' | 'ses'

/** Ids sort by the time they were made: ten characters of milliseconds, then eighty random bits. */
export const newId = (prefix: IdPrefix, at: string): string => shortId(prefix, at) + encode(randomBits(), 12)

/** Of what is only told from others of one organization, by a condition: twenty bits after the time. People's rows are full of them. */
export const shortId = (prefix: IdPrefix, at: string): string =>
  `${prefix}_${encode(BigInt(Date.parse(at)), 10)}${encode(randomBits(), 4)}`

const randomBits = () => BigInt(`0x${randomBytes(10).toString('hex')}`)

function encode(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest >>= 5n) text = alphabet[Number(rest & 31n)] + text
  return text
}

/** Whether a text could be an id of this kind; anything else names nothing that exists. */
export const isId = (prefix: IdPrefix, text: string): boolean => new RegExp(`^${prefix}_[0-9a-z_]{1,60}$`).test(text)
