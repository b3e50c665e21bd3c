import { randomBytes } from 'node:crypto'

/** Nothing that one takes for something else when reading it out, and as many as a byte divides into evenly. */
const alphabet = '23456789abcdefghijkmnpqrstuvwxyz'

/** T3: 100 random bits in four groups, to be read from a screen or over the phone. Stored nowhere. */
export function newPassword(): string {
  const letters = Array.from(randomBytes(20), byte => alphabet[byte % alphabet.length])
  return [0, 5, 10, 15].map(from => letters.slice(from, from + 5).join('')).join('-')
}
