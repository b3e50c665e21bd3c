import type { Colours, Shades } from '../shared/colours.ts'
import { product } from '../shared/product.ts'

const variables = ({ accent, fill, strong, edge, onFill }: Shades) =>
  `--accent:${accent};--fill:${fill};--fill-strong:${strong};--fill-edge:${edge};--on-fill:${onFill}`

const styleOf = ({ light, dark }: Colours) =>
  `:root{${variables(light)}}@media (prefers-color-scheme:dark){:root{${variables(dark)}}}`

/** The product's colours, as `web/page.css` uses them. In the style sheet, since the pages' policy forbids styles anywhere else. */
export const productStyle = styleOf(product.colours)
