import { describe, expect, test } from 'vitest'
import { productFaults } from '../../infra/product-faults.ts'
import { stageOf } from '../../infra/stage.ts'
import type { Settings } from '../../shared/settings.ts'

type Product = Omit<Settings['product'], 'name'>

const logo = { url: 'https://cdn.example.com/mail/logo@2x.png?v=3', width: 240, height: 64 }
const faultsOf = (product: Product) => productFaults({ name: 'Acme', ...product })
const choose = (product: Product) => () =>
  stageOf({ product: { name: 'Acme', ...product }, permissions: [], stages: { dev: { mailFrom: 'roster@example.com' } } }, 'dev')

describe('a product', () => {
  test.for<Product>([
    {},
    { logo },
    { logo: { url: 'https://localhost:8443/logo.gif', width: 1, height: 1 } },
    { colour: '#D0021B' },
    { timeZone: 'America/Sao_Paulo' },
  ])('may have %j', product => expect(faultsOf(product)).toEqual([]))

  test.for<[string, Product]>([
    ['logo.url "/logo.png" is not an absolute https URL', { logo: { ...logo, url: '/logo.png' } }],
    ['logo.url "http://cdn.example.com/l.png" is not', { logo: { ...logo, url: 'http://cdn.example.com/l.png' } }],
    ['logo.url "data:image/png;base64,AA" is not', { logo: { ...logo, url: 'data:image/png;base64,AA' } }],
    ['logo.url "https://me:pw@cdn.example.com/l.png" is not', { logo: { ...logo, url: 'https://me:pw@cdn.example.com/l.png' } }],
    ['logo.url "https://cdn.example.com/l.png#x" is not', { logo: { ...logo, url: 'https://cdn.example.com/l.png#x' } }],
    ['logo.url "https://a;script-src/l.png" is not', { logo: { ...logo, url: 'https://a;script-src/l.png' } }],
    ['not all mail programs show this format; give a PNG', { logo: { ...logo, url: 'https://cdn.example.com/logo.SVG?x' } }],
    ['not all mail programs show this format; give a PNG', { logo: { ...logo, url: 'https://cdn.example.com/logo.webp' } }],
    ['logo.width 241 is not a whole number of pixels from 1 to 240', { logo: { ...logo, width: 241 } }],
    ['logo.height 65 is not a whole number of pixels from 1 to 64', { logo: { ...logo, height: 65 } }],
    ['logo.height 0 is not', { logo: { ...logo, height: 0 } }],
    ['logo.width 12.5 is not', { logo: { ...logo, width: 12.5 } }],
    ['colour "red" is not of the form #rrggbb', { colour: 'red' }],
    ['colour "#fff" is not', { colour: '#fff' }],
    ['colour "#12345g" is not', { colour: '#12345g' }],
    ['timeZone "Paris" is not an IANA time zone', { timeZone: 'Paris' }],
    ['timeZone "+01:00" is not', { timeZone: '+01:00' }],
  ])('is refused because %s', ([fault, product]) => expect(faultsOf(product)).toEqual([expect.stringContaining(fault)]))
})

test('a stage is not deployed with it, and all faults are told at once', () => {
  const wrong = { colour: 'red', timeZone: 'Paris', logo: { url: 'logo.png', width: 0, height: 64 } }
  expect(choose(wrong)).toThrow(/^shared\/settings\.ts, product:\n.*logo\.url.*\n.*logo\.width.*\n.*colour.*\n.*timeZone/)
  expect(choose({ logo, colour: '#00c48c', timeZone: 'Europe/Paris' })).not.toThrow()
})
