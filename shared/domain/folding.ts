/** Letters that no Unicode decomposition takes apart, as people type them without their keyboard. */
const strokes: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ŧ: 't',
  ς: 'σ',
}

/** A3: case- and accent-blind form, for comparing, searching and sorting. */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßøđðłħıæœþŧς]/g, letter => strokes[letter] ?? letter)
    .replace(/\s+/gu, ' ')
    .trim()
