import { Eta } from 'eta/core'
import { onOneLine } from './values.ts'

/** `eta/core` has no file access; templates are strings, since a bundled function has no files beside it. */
const htmlEngine = new Eta({ autoEscape: true })
const textEngine = new Eta({ autoEscape: true, escapeFunction: onOneLine, autoTrim: false })

const compiled = (engine: Eta, template: string) => {
  const fill = engine.compile(template)
  return (values: object): string => fill.call(engine, values)
}

export const htmlTemplate = (template: string) => compiled(htmlEngine, template)

/** Values can't break out of their line: nobody's name writes a paragraph of its own into the mail. */
export const textTemplate = (template: string) => compiled(textEngine, template)
