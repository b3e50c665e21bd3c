import { brand, logoOrigin } from '../support/branded.ts'
// That comes first: the settings are read where they are loaded.

import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { coloursOf } from '../../shared/colours.ts'
import { mailTo } from '../support/api.ts'
import { freshEmail } from '../support/people.ts'
import { axe, faultsOf } from './axe.ts'
import { useStage } from './stage.ts'

const stage = useStage()
const looks = [
  { colorScheme: 'light', viewport: { width: 360, height: 640 } },
  { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
] as const

/** A browser that finds the logo where the settings say it is. */
async function open(look: (typeof looks)[number]): Promise<Page> {
  const page = await stage.open(look)
  await page.context().route(`${logoOrigin}/**`, route => route.fulfill({ contentType: 'image/png', body: logo }))
  return page
}

/** One pixel, shown as large as the settings say. */
const logo = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==',
  'base64',
)

/** Its address, size and ground, once it is there. */
async function logoIn(page: Page) {
  const image = page.getByRole('img', { name: brand.name, exact: true })
  await image.waitFor()
  return image.evaluate(async (element: HTMLImageElement) => {
    await element.decode()
    const { width, height } = element
    const plate = element.closest('td') ?? element
    return { url: element.src, width, height, ground: getComputedStyle(plate).backgroundColor }
  })
}

const coloursAt = (page: Page, selector: string) =>
  page.locator(selector).evaluate(element => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color])

const rgb = (colour: string) => `rgb(${[1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16)).join(', ')})`

describe.each(looks)('$colorScheme: the logo stands on light ground and the button has the colour', look => {
  const { fill, onFill } = coloursOf(brand.colour)[look.colorScheme]
  const ground = look.colorScheme === 'dark' ? 'rgb(255, 255, 255)' : 'rgba(0, 0, 0, 0)'

  test.each(['/accept', '/'])('on the page %s', async path => {
    const hash = path === '/accept' ? `#${await stage.invite(freshEmail())}` : ''
    const page = await open(look)
    await page.goto(`${stage.outputs('ApiUrl')}${path}${hash}`)
    await page.locator('.primary').waitFor()
    expect(await logoIn(page)).toEqual({ ...brand.logo, ground })
    expect(await coloursAt(page, '.primary')).toEqual([rgb(fill), rgb(onFill)])
    if (axe) expect(await faultsOf(page)).toEqual([])
  })

  test.each(['en', 'ja', 'ar'])('in the mail in %s', async locale => {
    const email = freshEmail()
    await stage.invite(email, { locale })
    const [mail] = await mailTo(stage.target(), email)
    const page = await open(look)
    await page.setContent(mail?.html ?? '')
    expect(await logoIn(page)).toEqual({ ...brand.logo, ground: 'rgb(255, 255, 255)' })
    expect((await coloursAt(page, '.button'))[0]).toBe(rgb(fill))
    expect((await coloursAt(page, '.on-button'))[1]).toBe(rgb(onFill))
    // Landmarks are for pages: a mail is a part of its client's.
    if (axe) expect((await faultsOf(page)).filter(fault => !/^(?:region|landmark-one-main):/.test(fault))).toEqual([])
  })

  test('in the local mailbox, whose policy lets the logo in', async () => {
    const email = freshEmail()
    await stage.invite(email)
    const page = await open(look)
    await page.goto(`${stage.outputs('MailboxUrl')}/?to=${encodeURIComponent(email)}`)
    await page.getByRole('link', { name: email }).click()
    const image = page.frameLocator('iframe').getByRole('img', { name: brand.name })
    await image.waitFor()
    expect(await image.evaluate((element: HTMLImageElement) => element.decode().then(() => element.naturalWidth))).toBe(1)
  })
})

test('a logo that can’t be loaded leaves the name', async () => {
  const page = await stage.open()
  await page.context().route(`${logoOrigin}/**`, route => route.abort())
  await page.goto(stage.outputs('ApiUrl'))
  await page.getByRole('img', { name: brand.name }).waitFor()
  expect(await page.locator('header').ariaSnapshot()).toContain(brand.name)
})
