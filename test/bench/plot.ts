import { cases, type Findings } from './finding.ts'

const [width, height, left, top, right, bottom] = [860, 420, 52, 18, 280, 44]
const colours = ['#1b6ac9', '#0f8a5f', '#b4541a', '#7a3fb0', '#c02f5f', '#5b6b1f', '#0c7f94', '#555']
const rule = [3, 10, 30, 100]

const scale = (value: number, from: number, to: number) =>
  (Math.log10(Math.max(value, from)) - Math.log10(from)) / (Math.log10(to) - Math.log10(from))

/** Read units of a page against the size of the organization, both logarithmic, as SVG. */
export function plotOf(findings: Findings): string {
  const sizes = findings.map(({ size }) => size)
  const x = (size: number) => left + scale(size, sizes[0] ?? 1, sizes.at(-1) ?? 10) * (width - left - right)
  const y = (units: number) => height - bottom - scale(units, 2, 130) * (height - top - bottom)
  const drawn = cases.map((one, index) => ({ ...one, index })).filter(({ plotted }) => plotted)
  const ends = spread(drawn.map(({ index }) => y(findings.at(-1)?.found[index]?.mean ?? 1)))
  const lines = drawn.map(({ index, plotted }, row) => {
    const points = findings.map(({ size, found }) => `${x(size).toFixed(1)},${y(found[index]?.mean ?? 1).toFixed(1)}`)
    const colour = colours[row % colours.length]
    const dots = points.map(point => point.split(',')).map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`)
    const label = `<text x="${width - right + 14}" y="${((ends[row] ?? 0) + 4).toFixed(1)}" fill="${colour}">${plotted}</text>`
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${label}`
  })
  const columns = sizes.map(
    size => `<text x="${x(size)}" y="${height - bottom + 18}" text-anchor="middle">${size.toLocaleString('en')}</text>`,
  )
  const grid = rule.map(
    units =>
      `<line x1="${left}" x2="${width - right}" y1="${y(units)}" y2="${y(units)}" stroke="#ddd"/><text x="${left - 8}" y="${y(units) + 4}" text-anchor="end">${units}</text>`,
  )
  const title = `<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">users in the organization (mean read units of a page of 50; both scales logarithmic)</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#333" role="img" aria-label="Read units of a page against the size of the organization"><rect width="${width}" height="${height}" fill="#fff"/>${[...grid, ...columns, ...lines, title].join('\n')}</svg>\n`
}

/** Moves labels apart that would cover each other. */
function spread(places: number[]): number[] {
  const moved = [...places]
  const order = places.map((_, index) => index).toSorted((one, other) => (places[one] ?? 0) - (places[other] ?? 0))
  for (const [rank, index] of order.entries()) {
    const above = order[rank - 1]
    if (above !== undefined) moved[index] = Math.max(moved[index] ?? 0, (moved[above] ?? 0) + 15)
  }
  return moved
}
