/** What a product's one colour becomes on light ground and on dark; everything `#rrggbb`. */
export type Shades = {
  /** Links and lines. */
  accent: string
  /** A button, one that the pointer is on, its edge, and what is written on it. */
  fill: string
  strong: string
  edge: string
  onFill: string
}
export type Colours = { light: Shades; dark: Shades }

/** WCAG 2.2 AA: of text, and of what one must see to use it. */
const ofText = 4.5
const ofShape = 3

const [white, black] = ['#ffffff', '#000000']
/** Of the pages' and the mail's grounds the least favourable: words stand on all of them, buttons on cards. */
const grounds = { light: { word: '#eceef9', card: '#ffffff' }, dark: { word: '#272c3d', card: '#1c222b' } }
const steps = 50

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text)

const channels = (colour: string) => [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16))

/** Relative luminance, as WCAG defines it. */
function luminance(colour: string): number {
  const linear = channels(colour).map(value =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  )
  const [red = 0, green = 0, blue = 0] = linear
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** From 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** @param share of `into`, from 0 to 1 */
function mixed(colour: string, into: string, share: number): string {
  const target = channels(into)
  const mixture = channels(colour).map((value, at) => Math.round(value + ((target[at] ?? 0) - value) * share))
  return `#${mixture.map(value => value.toString(16).padStart(2, '0')).join('')}`
}

/** The colour, moved towards white or black only as far as it must be to stand out. */
function standingOut(colour: string, ground: string, least: number): string {
  const into = contrast(white, ground) > contrast(black, ground) ? white : black
  const shares = Array.from({ length: steps }, (_, step) => step / steps)
  return shares.map(share => mixed(colour, into, share)).find(one => contrast(one, ground) >= least) ?? into
}

/** One of the two always has enough contrast: the worst ground for both still has 4.58. */
const writingOn = (fill: string) => (contrast(white, fill) >= ofText ? white : black)

function shades(colour: string, fill: string, { word, card }: (typeof grounds)['light']): Shades {
  const [accent, onFill] = [standingOut(colour, word, ofText), writingOn(fill)]
  return {
    accent,
    fill,
    strong: mixed(fill, onFill === white ? black : white, 0.2),
    edge: contrast(fill, card) >= ofShape ? fill : accent,
    onFill,
  }
}

/** By day a button has the very colour, with an edge where that is too pale; by night it may have to be lighter. */
export function coloursOf(colour: string): Colours {
  const given = colour.toLowerCase()
  const { light, dark } = grounds
  return { light: shades(given, given, light), dark: shades(given, standingOut(given, dark.card, ofShape), dark) }
}
