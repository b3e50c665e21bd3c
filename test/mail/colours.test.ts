import { expect, test } from 'vitest'
import { coloursOf, contrast, isColour } from '../../shared/colours.ts'
import { contrastOf } from '../support/colours.ts'

const levels = ['00', '33', '66', '80', '99', 'cc', 'ff']
const many = levels.flatMap(red => levels.flatMap(green => levels.map(blue => `#${red}${green}${blue}`)))
const greys = Array.from({ length: 256 }, (_, level) => `#${level.toString(16).padStart(2, '0').repeat(3)}`)

/** What words and buttons stand on, in mail and pages. */
const words = {
  light: ['#ffffff', '#f3f5f9', '#f3f4f8', '#eceef9'],
  dark: ['#1c222b', '#12161c', '#1a1d27', '#11131a', '#272c3d'],
}
const cards = { light: ['#ffffff'], dark: ['#1c222b', '#1a1d27'] }

test.each(['light', 'dark'] as const)('whatever the colour, in the %s links and buttons can be read and seen', scheme => {
  for (const colour of [...many, ...greys]) {
    const { accent, fill, strong, edge, onFill } = coloursOf(colour)[scheme]
    for (const ground of words[scheme]) expect(contrastOf(accent, ground), `link in ${colour}`).toBeGreaterThanOrEqual(4.5)
    for (const ground of [fill, strong]) expect(contrastOf(onFill, ground), `words on ${colour}`).toBeGreaterThanOrEqual(4.5)
    for (const ground of cards[scheme]) expect(contrastOf(edge, ground), `button in ${colour}`).toBeGreaterThanOrEqual(3)
    expect([accent, fill, strong, edge].filter(one => !isColour(one))).toEqual([])
  }
})

test('contrast is that of WCAG', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 10)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  for (const colour of many) expect(contrast(colour, '#3346c4')).toBeCloseTo(contrastOf(colour, '#3346c4'), 6)
})

test('a colour that can be read stays what it is, in capitals or not', () => {
  expect(coloursOf('#D0021B').light).toMatchObject({ accent: '#d0021b', fill: '#d0021b', edge: '#d0021b', onFill: '#ffffff' })
})

test('a pale colour keeps its buttons, gets black words and an edge, and links of a darker shade', () => {
  const { light, dark } = coloursOf('#ffd500')
  expect(light).toMatchObject({ fill: '#ffd500', onFill: '#000000', edge: light.accent })
  expect(contrastOf(light.accent, '#ffd500')).toBeGreaterThan(2)
  expect(dark).toMatchObject({ fill: '#ffd500', accent: '#ffd500', edge: '#ffd500' })
})

test('by night a dark colour gets lighter', () => {
  const { light, dark } = coloursOf('#0a1a3a')
  expect([light.fill, light.accent]).toEqual(['#0a1a3a', '#0a1a3a'])
  expect(contrastOf(dark.fill, '#000000')).toBeGreaterThan(contrastOf(light.fill, '#000000'))
})
