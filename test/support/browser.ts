import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

export type TestBrowser = { open(options?: BrowserContextOptions): Promise<BrowserContext>; close(): Promise<void> }

/** A real Chromium, which unpacks itself into a folder of this run's own: what an earlier run left there would be taken for whole. */
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
    // It may look at TMPDIR already when it is loaded.
    const { default: packed } = await import('@sparticuz/chromium')
    const executablePath = await packed.executablePath()
    // Its other arguments are for Lambda.
    return await chromium.launch({ executablePath, args: ['--no-sandbox'], env: { ...process.env, TMPDIR: folder } })
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
}

export type Watch = {
  /** Every line of every request but its body: method, URL, headers. */
  requests(): Promise<string[]>
  /** Errors of scripts, and what a content security policy held back. */
  complaints: string[]
}

/** Watches all pages of the context, those that it opens later, too. */
export async function watch(context: BrowserContext): Promise<Watch> {
  const requests: Promise<string>[] = []
  const complaints: string[] = []
  context.on('request', request => {
    // What is behind # stays in the browser.
    const [url = ''] = request.url().split('#', 1)
    const headers = request.allHeaders().catch(() => request.headers()) // its page may be gone
    requests.push(headers.then(all => `${request.method()} ${url}\n${JSON.stringify(all)}`))
  })
  context.on('weberror', error => complaints.push(String(error.error())))
  context.on('console', message => {
    // Chromium also reports every answer from 400 on.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  await context.exposeFunction('complain', (what: string) => void complaints.push(what))
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const { complain } = globalThis as unknown as { complain(what: string): void } // exposed above
      complain(`${location.href}: ${violatedDirective} ${blockedURI}`)
    })
  })
  return { requests: () => Promise.all(requests), complaints }
}

/** Presses Tab until this has the focus, and tells whether one sees that it has. */
export async function tabTo(page: Page, wanted: string): Promise<boolean> {
  const passed: string[] = []
  while (passed.length < 20) {
    await page.keyboard.press('Tab')
    const { name, isOutlined } = await page.evaluate(focused)
    if (name === wanted) return isOutlined
    passed.push(name)
  }
  throw new Error(`Tab leads to ${passed.join(', ')}, but not to ${wanted}.`)
}

/** Runs in the page: the element's own words, or those of its label. */
function focused(): { name: string; isOutlined: boolean } {
  const element = document.activeElement
  if (!(element instanceof HTMLElement)) return { name: '', isOutlined: false }
  const label = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map(({ innerText }) => innerText).join(' ') : ''
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  return {
    name: (label || element.innerText).trim(),
    isOutlined: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  }
}
