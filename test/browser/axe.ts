import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

export const axe = sourceOf('axe-core/axe.min.js')

/** Undefined where it is not installed. */
function sourceOf(module: string): string | undefined {
  try {
    return readFileSync(createRequire(import.meta.url).resolve(module), 'utf8')
  } catch {
    return undefined
  }
}

type Finding = { id: string; nodes: { html: string }[] }

/** What axe finds, and whether anything reaches beyond the window. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe ?? '')
  const found: Finding[] = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } } // just loaded
    // An opened mail is its sender's; it is looked at in the tests of the mails.
    const { violations } = await axe.run({ iframes: false, rules: { 'target-size': { enabled: true } } })
    return violations
  })
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  return [...found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)), ...(isTooWide ? ['too wide'] : [])]
}
