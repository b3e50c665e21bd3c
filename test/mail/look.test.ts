import { describe, expect, test } from 'vitest'
import { coloursOf } from '../../shared/colours.ts'
import { locales } from '../../shared/domain/users.ts'
import { invitationMail } from '../../shared/mail/invitation.ts'
import type { Product } from '../../shared/product.ts'
import { contrastOf } from '../support/colours.ts'
import { sample } from './sample.ts'

const logo = { url: 'https://cdn.example/logo.png?size=2x&v=3', width: 180, height: 48 }
type Look = Partial<Pick<Product, 'name' | 'logo' | 'colours'>>

describe.each(locales)('in %s', locale => {
  const htmlOf = (look: Look) => invitationMail({ ...sample, locale, product: { ...sample.product, ...look } }).html

  test('the logo stands in place of the name, in its size, with the name as its text', () => {
    const html = htmlOf({ logo })
    const [image, ...others] = html.match(/<img\b[^>]*>/g) ?? []
    expect(others).toEqual([])
    expect(image).toContain('src="https://cdn.example/logo.png?size=2x&amp;v=3"')
    expect(image).toContain('alt="Atmosly"')
    // Outlook reads the attributes, others the style.
    expect(image).toMatch(/width="180" height="48" style="[^"]*width:180px;height:48px;/)
    expect(html).not.toMatch(/>[\u2068]?Atmosly[\u2069]?</)
  })

  test('without a logo the name stands there, and nothing is loaded', () => {
    const html = htmlOf({ logo: null })
    expect(html).toMatch(/>[\u2068]?Atmosly[\u2069]?</)
    expect(html).not.toContain('<img')
  })

  test('the logo keeps a light plate where a client makes grounds dark', () => {
    const [plate = ''] = /<td[^>]*>(?=<img)/.exec(htmlOf({ logo })) ?? []
    expect(plate).toContain('bgcolor="#ffffff"')
    expect(plate).toContain('background:#ffffff linear-gradient(#ffffff,#ffffff)')
    expect(plate).not.toContain('class=')
  })

  test('the text part knows nothing of it', () => {
    const { text } = invitationMail({ ...sample, locale, product: { ...sample.product, logo } })
    expect(text).not.toContain('cdn.example')
    expect(text).toBe(invitationMail({ ...sample, locale }).text)
  })

  test.each(['#3346c4', '#ffd500', '#d0021b', '#0a1a3a', '#ffffff'])(
    'in %s button and link have contrast by day and night',
    colour => {
      const html = htmlOf({ colours: coloursOf(colour) })
      expect(html).toContain(`bgcolor="${colour}"`)
      for (const { button, onButton, link, card } of [byDay(html), byNight(html)]) {
        expect(contrastOf(onButton, button)).toBeGreaterThanOrEqual(4.5)
        expect(contrastOf(link, card)).toBeGreaterThanOrEqual(4.5)
      }
    },
  )
})

/** The colours as they stand in the HTML: inline those of the day, in the style block those of the night. */
const byDay = (html: string) => ({
  button: colourIn(/class="button"[^>]*background:(#\w{6})/, html),
  onButton: colourIn(/class="on-button"[^>]*;color:(#\w{6})/, html),
  link: colourIn(/class="link"[^>]*style="color:(#\w{6})/, html),
  card: colourIn(/class="card"[^>]*background:(#\w{6})/, html),
})
const byNight = (html: string) => ({
  button: colourIn(/\.button \{ background: (#\w{6}) !important/, html),
  onButton: colourIn(/\.on-button \{ color: (#\w{6}) !important/, html),
  link: colourIn(/\.link \{ color: (#\w{6}) !important/, html),
  card: colourIn(/\.card \{ background: (#\w{6}) !important/, html),
})

function colourIn(pattern: RegExp, html: string): string {
  const colour = pattern.exec(html)?.[1]
  if (!colour) throw new Error(`There is no ${pattern} in the mail.`)
  return colour
}

test('markup in the logo’s address or in the name is text', () => {
  const attack = `"><script>alert('x')</script>`
  const attacked = { name: `Acme ${attack}`, logo: { ...logo, url: `https://cdn.example/${attack}` } }
  const { html } = invitationMail({ ...sample, product: { ...sample.product, ...attacked } })
  const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;'
  expect(html).toContain(`src="https://cdn.example/${escaped}"`)
  expect(html).toContain(`alt="Acme ${escaped}"`)
  expect(html).not.toContain('<script')
})
