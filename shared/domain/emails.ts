import { domainToASCII } from 'node:url'

const atom = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]+$/u
/** What may stand in a domain as people write it: `domainToASCII` would also skip line breaks, cut off a path and decode `%61`. */
const written = /^[\p{L}\p{M}\p{N}.。-]+$/u
/** The last label begins with a letter, so that no IP address passes. */
const domain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/

/**
 * M2: one person, one spelling (JavaScript lowers Σ by its place in the word). Returns null unless exactly one plain address remains: no list, no display name, no
 * quoted part, no line break. At most 254 bytes, of which 64 before the `@`.
 */
export function normalizeEmail(input: string): string | null {
  const text = input.normalize('NFKC').trim().toLowerCase()
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at).replaceAll('ς', 'σ').normalize('NFC')
  const host = hostOf(text.slice(at + 1))
  if (at < 1 || !atom.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null
  if (!host || Buffer.byteLength(local) > 64 || Buffer.byteLength(local) + host.length + 1 > 254) return null
  return `${local}@${host}`
}

/** One domain as `normalizeEmail` leaves it: ASCII (IDNA), lower case. Null for anything else. */
export const normalizeDomain = (input: string): string | null => hostOf(input.normalize('NFKC').trim().toLowerCase())

function hostOf(text: string): string | null {
  const host = written.test(text) ? domainToASCII(text) : ''
  return domain.test(host) ? host : null
}
