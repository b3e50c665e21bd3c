import { isColour } from '../shared/colours.ts'
import { isTimeZone } from '../shared/domain/time-zones.ts'
import type { Settings } from '../shared/settings.ts'

type Product = Settings['product']

const largest = { width: 240, height: 64 }
/** What Gmail, Outlook or both don't show. */
const unseen = /\.(?:svg|webp|avif)$/i

/** What is wrong with the look and the time zone of the product, in words; nothing, when all is well. */
export function productFaults({ logo, colour, timeZone }: Product): string[] {
  return [
    ...(logo === undefined ? [] : logoFaults(logo)),
    ...(colour === undefined || isColour(colour) ? [] : [`colour "${colour}" is not of the form #rrggbb, such as #3346c4`]),
    ...(timeZone === undefined || isTimeZone(timeZone)
      ? []
      : [`timeZone "${timeZone}" is not an IANA time zone, such as Europe/Paris`]),
  ]
}

function logoFaults({ url, width, height }: NonNullable<Product['logo']>): string[] {
  const parsed = URL.parse(url)
  // The host stands in the pages' policy, where other characters would mean something.
  const isFine = parsed?.protocol === 'https:' && /^[a-z0-9.-]+$/.test(parsed.hostname) && !parsed.hash && !parsed.username
  return [
    ...(isFine ? [] : [`logo.url "${url}" is not an absolute https URL without a fragment and a user`]),
    ...(unseen.test(parsed?.pathname ?? '')
      ? [`logo.url "${url}": not all mail programs show this format; give a PNG, JPEG or GIF`]
      : []),
    ...sizeFaults('width', width),
    ...sizeFaults('height', height),
  ]
}

const sizeFaults = (side: keyof typeof largest, pixels: number) =>
  Number.isInteger(pixels) && pixels >= 1 && pixels <= largest[side]
    ? []
    : [`logo.${side} ${pixels} is not a whole number of pixels from 1 to ${largest[side]}`]

/** @throws with everything that is wrong */
export function checkProduct(product: Product): void {
  const faults = productFaults(product)
  if (faults.length > 0) throw new Error(`shared/settings.ts, product:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
}
