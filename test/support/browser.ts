import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

export type TestBrowser = { open(options?: BrowserContextOptions): Promise<BrowserContext>; close(): Promise<void> }

/** A real Chromium, which unpacks itself into a folder of this run's own: one that an earlier run left half unpacked would be taken for whole. */
export async function startBrowser(): Promise<TestBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'roster-browser-'))
  const browser = await launch(folder)
  return {
    open: options => browser.newContext({ locale: 'en-US', timezoneId: 'Europe/Paris', ...options }),
    async close() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function launch(folder: string): Promise<Browser> {
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    // It reads TMPDIR once, when it is loaded.
    const { default: unpacked } = await import('@sparticuz/chromium')
    const executablePath = await unpacked.executablePath()
    // Its other arguments are for Lambda.
    return await chromium.launch({ executablePath, args: ['--no-sandbox'], env: { ...process.env, TMPDIR: folder } })
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

/** Everything that a browser sent and complained about while it was watched. */
export type Watch = { requests: { url: string; referrer: string }[]; complaints: string[] }

/** Watches all pages of the context, those that it opens later, too. */
export async function watch(context: BrowserContext): Promise<Watch> {
  const seen: Watch = { requests: [], complaints: [] }
  context.on('request', request => {
    // What is behind # stays in the browser.
    seen.requests.push({ url: request.url().split('#', 1)[0] ?? '', referrer: request.headers().referer ?? '' })
  })
  context.on('weberror', error => seen.complaints.push(String(error.error())))
  context.on('console', message => {
    // Chromium writes every answer from 400 on into the console as an error.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) seen.complaints.push(message.text())
  })
  await context.exposeFunction('reportViolation', (what: string) => void seen.complaints.push(what))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const { reportViolation } = globalThis as unknown as { reportViolation(what: string): void } // exposed above
      reportViolation(`${location.href}: ${violatedDirective} ${blockedURI}`)
    })
  })
  return seen
}

/** What has the focus, as a screen reader names it, such as `button Sign in`; and whether one sees that it has. */
export const focused = (page: Page): Promise<{ name: string; visible: boolean }> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return { name: '', visible: false }
    const label = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map(({ innerText }) => innerText).join(' ') : ''
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const name = `${element.tagName.toLowerCase()} ${(label || element.innerText).trim()}`
    return { name, visible: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 }
  })
