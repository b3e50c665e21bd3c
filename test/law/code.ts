/** One line of a file, parted into what runs and what only people read. Texts in quotes are left out of both. */
export type Line = { code: string; comment: string }

const opensRegex = /(?:^|[(,=:[!&|?{};>+]|\breturn|=>)\s*$/

/**
 * Goes through TypeScript as far as the laws need it: what is code, what is a comment, and neither what stands in quotes nor in regular
 * expressions. Of a template only what is in `${…}` is code.
 */
export function linesOf(text: string): Line[] {
  let [code, comment] = ['', '']
  /** How deep in braces each open `${` is. */
  const templates: number[] = []
  let depth = 0
  let index = 0

  const skip = (end: RegExp) => {
    end.lastIndex = index
    const found = end.exec(text)
    const to = found ? found.index + found[0].length : text.length
    const skipped = text.slice(index, to)
    index = to
    return skipped
  }
  const newlines = (skipped: string) => skipped.replace(/[^\n]/g, '')
  const template = () => {
    const skipped = skip(/(?:\\[\s\S]|(?!\$\{)[^`\\])*(?:`|\$\{)/y)
    code += newlines(skipped)
    comment += newlines(skipped)
    if (skipped.endsWith('${')) templates.push(depth)
  }

  while (index < text.length) {
    const rest = text.slice(index, index + 2)
    const character = text.charAt(index)
    if (rest === '//') comment += skip(/[^\n]*/y)
    else if (rest === '/*') {
      const skipped = skip(/[\s\S]*?\*\//y)
      comment += skipped
      code += newlines(skipped)
    } else if (character === "'" || character === '"') {
      index++
      skip(new RegExp(`(?:\\\\[\\s\\S]|[^\\\\${character}])*${character}`, 'y'))
      code += "''"
    } else if (character === '`') {
      index++
      template()
    } else if (character === '/' && opensRegex.test(code.slice(-40))) {
      index++
      skip(/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\[\n])*\/[a-z]*/y)
      code += '/r/'
    } else if (character === '}' && templates.at(-1) === depth) {
      templates.pop()
      index++
      template()
    } else {
      if (character === '{') depth++
      if (character === '}') depth--
      code += character
      if (character === '\n') comment += '\n'
      index++
    }
  }
  const comments = comment.split('\n')
  return code.split('\n').map((line, number) => ({ code: line, comment: comments[number] ?? '' }))
}
