/**
 * What people typed, made harmless for a mail that Roster's name vouches for. Escaping is the template's concern; here goes
 * what escaping leaves: line breaks in headers, letters that turn the reading direction, addresses that mail clients turn into links.
 */
const invisible = /[\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff]/gu
const breaks = /\r\n?|[\n\v\f\u0085\u2028\u2029]/u

/** For what holds signs of direction of our own. */
export const onOneLine = (value: unknown): string =>
  String(value)
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()

export const oneLine = (value: unknown): string => onOneLine(String(value).toWellFormed().replace(invisible, ''))

const readsFromRight = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u

/**
 * What may read the other way than the sentence around it, kept from mixing with it (U+2068, U+2069). Not `<bdi>`, which mail clients
 * may drop and plain text doesn't have. The value has no such sign of its own left to end this one with.
 */
export const isolated = (text: string, dir: 'ltr' | 'rtl'): string =>
  text !== '' && (dir === 'rtl' || readsFromRight.test(text)) ? `\u2068${text}\u2069` : text

/** A text's lines; more than one empty line in a row would push the button out of sight. */
export const linesOf = (text: string): string[] => {
  const lines = text.split(breaks).map(oneLine)
  return lines
    .slice(0, lines.findLastIndex(line => line !== '') + 1)
    .filter((line, at) => line !== '' || (lines[at - 1] ?? '') !== '')
}

/**
 * Mail clients make links of bare `evil.example`, and nothing in the markup stops them. A zero-width non-joiner does, unseen;
 * of the invisible characters it is the one that domain names (UTS 46) refuse instead of ignoring, so that a client which
 * links all the same leads nowhere. Names like `Node.js Ltd.` keep their look.
 */
export const unlinked = (text: string): string => text.replace(/(?<=\S)[.\u3002\uff0e\uff61](?=\p{L})|:(?=\/\/)/gu, '$&\u200c')

const ordinaryAddress = /^[\p{L}\p{N}_.+'-]+@[a-z0-9.-]+$/u

/** An ordinary address is linked as a whole, to the reader's own mailbox, and stays copyable; one like `evil.example/pay@…` is not. */
export const unlinkedEmail = (email: string): string => (ordinaryAddress.test(email) ? email : unlinked(email))

/** Never more than `max` UTF-16 units, never half a character as people see it. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (kept.length + segment.length >= max) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}
